"""Runs the NeuroBench harness on a network that `sextant export` wrote, to compare with `sextant infer --neurobench`.

    pip install neurobench nir h5py        # brings torch and snntorch
    python tools/run-neurobench.py out/on-chip.nir out/random.csv zero

The reset is that of the import. The answer is the output that is largest in the last step. Prints the harness's report
as JSON.
"""

import csv
import json
import sys

import nir
import snntorch as snn
import torch
from neurobench.benchmarks import Benchmark
from neurobench.metrics.static import ConnectionSparsity, Footprint
from neurobench.metrics.workload import ActivationSparsity, ClassificationAccuracy, SynapticOperations
from neurobench.models import SNNTorchModel
from torch.utils.data import DataLoader, Dataset

NEVER = 1e30


class Network(torch.nn.Module):
    def __init__(self, graph, reset):
        super().__init__()
        nodes = graph.nodes
        dt = float(graph.metadata["time_step"])
        self.fc_in, self.fc_rec, self.fc_out = (linear(nodes[name]) for name in ("fc_in", "fc_rec", "fc_out"))
        neurons, outputs = nodes["neurons"], nodes["outputs"]
        self.neurons = snn.Leaky(
            beta=torch.tensor(1 - dt / neurons.tau, dtype=torch.float32),
            threshold=torch.tensor(neurons.v_threshold, dtype=torch.float32),
            reset_mechanism="zero" if reset == "zero" else "subtract",
            reset_delay=reset != "zero",
            init_hidden=True,
            output=True,
        )
        leak = float(1 - dt / outputs.tau[0])
        self.outputs = snn.Leaky(beta=leak, threshold=NEVER, reset_mechanism="none", init_hidden=True, output=True)
        self.spikes = None

    def reset(self):
        self.neurons.reset_mem()
        self.outputs.reset_mem()
        self.spikes = None

    def forward(self, x):
        before = self.spikes if self.spikes is not None else torch.zeros(x.shape[0], self.fc_rec.in_features)
        self.spikes, _ = self.neurons(self.fc_in(x) + self.fc_rec(before))
        _, membrane = self.outputs(self.fc_out(self.spikes))
        return membrane, membrane


def linear(node):
    layer = torch.nn.Linear(node.weight.shape[1], node.weight.shape[0], bias=False)
    layer.weight.data = torch.tensor(node.weight, dtype=torch.float32)
    return layer


class Samples(Dataset):
    """Samples as CSV: neuron,time,label; neuron -1 ends a sample, whose time is the number of its steps."""

    def __init__(self, file, inputs):
        self.items = []
        events = []
        for row in list(csv.reader(open(file)))[1:]:
            neuron, time, label = map(int, row)
            if neuron == -1:
                data = torch.zeros(time, inputs)
                for n, t in events:
                    data[t, n] = 1
                self.items.append((data, label))
                events = []
            elif neuron >= 0:
                events.append((neuron, time))

    def __len__(self):
        return len(self.items)

    def __getitem__(self, k):
        return self.items[k]


def main(network, samples, reset):
    graph = nir.read(network)
    model = Network(graph, reset)
    data = DataLoader(Samples(samples, model.fc_in.in_features), batch_size=1)
    metrics = [[Footprint, ConnectionSparsity], [ClassificationAccuracy, ActivationSparsity, SynapticOperations]]
    answer = lambda membranes: membranes[:, -1, :].argmax(dim=1)
    with torch.no_grad():
        report = Benchmark(SNNTorchModel(model), data, [], [answer], metrics).run(quiet=True)
    print(json.dumps(report))


if __name__ == "__main__":
    main(*sys.argv[1:])
