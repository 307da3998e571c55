"""Runs the NeuroBench harness on a network that `sextant export` wrote, to compare with `sextant infer --neurobench`.

    pip install neurobench nir h5py        # brings torch and snntorch
    python tools/run-neurobench.py out/on-chip.nir out/random.csv zero

The reset is that of the import. The answer is the output that is largest in the last step. The model rounds as the chip
does, but never saturates: where `sextant infer` counts saturations, spikes may differ. Prints the harness's report as JSON.
"""

import csv
import json
import sys

import nir
import numpy as np
import snntorch as snn
import torch
from neurobench.benchmarks import Benchmark
from neurobench.metrics.static import ConnectionSparsity, Footprint
from neurobench.metrics.workload import ActivationSparsity, ClassificationAccuracy, SynapticOperations
from neurobench.models import SNNTorchModel
from torch.utils.data import DataLoader, Dataset

NEVER = 1e30
# Stored numbers that a leak of 1 would be.
LEAK_ONE = 1 << 15
KAPPA_ONE = 1 << 7


class Layer(snn.Leaky):
    """Membranes in units of the chip: a leak rounds down, and a spike comes from the threshold on, not above it."""

    def leaked(self):
        return torch.floor(self.beta.double() * self.mem.double()).float()

    def _base_zero(self, input_):
        self.mem = (1 - self.reset) * self.mem
        return self.leaked() + input_

    def _base_sub(self, input_):
        return self.leaked() + input_ - self.reset * (self.threshold + 1)

    def _base_int(self, input_):
        return self.leaked() + input_


class Network(torch.nn.Module):
    def __init__(self, graph, reset):
        super().__init__()
        nodes, metadata = graph.nodes, graph.metadata
        dt, scale, output_scale = (np.asarray(metadata[name]) for name in ("time_step", "neuron_scale", "output_scale"))
        self.fc_in, self.fc_rec = (linear(nodes[name], scale[:, None]) for name in ("fc_in", "fc_rec"))
        self.fc_out = linear(nodes["fc_out"], output_scale)
        neurons, outputs = nodes["neurons"], nodes["outputs"]
        self.neurons = Layer(
            beta=whole(LEAK_ONE * (1 - dt / neurons.tau)) / LEAK_ONE,
            threshold=whole(neurons.v_threshold * scale),
            reset_mechanism="zero" if reset == "zero" else "subtract",
            reset_delay=reset != "zero",
            init_hidden=True,
            output=True,
        )
        leak = float(whole(KAPPA_ONE * (1 - dt / outputs.tau[0]))) / KAPPA_ONE
        self.outputs = Layer(beta=leak, threshold=NEVER, reset_mechanism="none", init_hidden=True, output=True)
        self.spikes = None

    def reset(self):
        self.neurons.reset_mem()
        self.outputs.reset_mem()
        self.spikes = None

    def forward(self, x):
        before = self.spikes if self.spikes is not None else torch.zeros(x.shape[0], self.fc_rec.in_features)
        self.spikes, _ = self.neurons(self.fc_in(x) + self.fc_rec(before))
        self.outputs(self.fc_out(self.spikes))
        # The chip answers after the leak of the step.
        membrane = self.outputs.leaked()
        return membrane, membrane


def whole(values):
    return torch.tensor(np.rint(values), dtype=torch.float32)


def linear(node, scale):
    layer = torch.nn.Linear(node.weight.shape[1], node.weight.shape[0], bias=False)
    layer.weight.data = whole(node.weight * scale)
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
    if "neuron_scale" not in graph.metadata:
        sys.exit(f"{network}: the metadata do not say what the chip's units are: write it with sextant export again")
    model = Network(graph, reset)
    data = DataLoader(Samples(samples, model.fc_in.in_features), batch_size=1)
    metrics = [[Footprint, ConnectionSparsity], [ClassificationAccuracy, ActivationSparsity, SynapticOperations]]
    answer = lambda membranes: membranes[:, -1, :].argmax(dim=1)
    with torch.no_grad():
        report = Benchmark(SNNTorchModel(model), data, [], [answer], metrics).run(quiet=True)
    print(json.dumps(report))


if __name__ == "__main__":
    main(*sys.argv[1:])
