/** `sextant infer`: an imported network answers samples on the chip. */
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { Chip } from '../../chip/chip.js';
import type { Engine } from '../../chip/engines.js';
import { formatEvents } from '../../data/event-files.js';
import { eventLimitsOf } from '../../data/sample-collector.js';
import type { Prices } from '../../energy/prices.js';
import { withFiles, type DeclaredFiles, type DeclaredOutput } from '../../files/declared-files.js';
import { NetworkMeter, type ChipMeasures } from '../../inference/measures.js';
import { readNetwork } from '../../data/network-directory.js';
import { runNetwork } from '../../inference/run-network.js';
import {
  DECISIONS,
  playedStream,
  readSamples,
  unlabelledWarning,
  type Decision,
  type NetworkSample,
} from '../../inference/samples.js';
import type { ChipNetwork } from '../../network/chip-network.js';
import { NETWORK_FILES } from '../../network/inference-program.js';
import type { NeuroBench } from '../../network/neurobench.js';
import { EXIT } from '../../text/errors.js';
import { addPricingOptions, pricesOf, type PricingOptions } from '../energy/pricing.js';
import { chipGiven, chipOption, requireChip, type ChipOption } from '../chip-option.js';
import { warnOf } from '../findings.js';
import { engineOption, integer, jsonOption, quietOption, type ReportOptions } from '../options.js';
import { Progress } from '../progress.js';
import { Report } from '../report.js';
import { catchInterrupts, wasInterrupted } from '../shell.js';

interface InferOptions extends ChipOption, PricingOptions, ReportOptions {
  readonly data: string;
  readonly weights?: string;
  readonly samples?: number;
  readonly decide: Decision;
  readonly neurobench?: boolean;
  readonly answers?: string;
  readonly program?: string;
  readonly engine: Engine;
}

const EXAMPLE = `
Example:
  sextant data random random.csv --inputs 12 --samples 20
  sextant import firmware/examples/recurrent.nir --dt 1ms --reset subtract-late -o out/net
  sextant infer out/net --data random.csv --neurobench`;

export function inferCommand(): Command {
  const command = new Command('infer')
    .description('run samples through an imported network on the chip: answers, accuracy, cycles, energy')
    .argument('<dir>', 'directory that an import wrote')
    .requiredOption('--data <file>', 'the samples: CSV or words, as sextant data writes them')
    .option('--weights <dir>', 'take the weights of this directory, such as that of a training')
    .option('--samples <n>', 'samples to read, at most', integer(1, 1_000_000))
    .addOption(
      new Option('--decide <when>', 'the answer is the largest output in the last step, or in most steps')
        .choices(DECISIONS)
        .default('last'),
    )
    .option('--neurobench', "the metrics of NeuroBench under its own names, and the chip's beside them")
    .option('--answers <file>', 'write the answer to every sample, as CSV')
    .option('--program <file>', `write the samples as ${NETWORK_FILES.program} plays them, as CSV beside it`)
    .addOption(chipOption())
    .addOption(engineOption());
  return addPricingOptions(command)
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText('after', EXAMPLE)
    .action((dir: string, options: InferOptions) => withFiles((files) => infer(dir, options, files)));
}

/** Everything a run needs. */
interface InferPlan {
  readonly network: ChipNetwork;
  readonly samples: readonly NetworkSample[];
  readonly prices: Prices;
  readonly answers?: DeclaredOutput;
  readonly program?: DeclaredOutput;
}

async function infer(dir: string, options: InferOptions, files: DeclaredFiles): Promise<void> {
  catchInterrupts();
  const plan = await planInference(dir, options, files);
  const { network, samples } = plan;
  const report = new Report(options, files);
  files.check();
  plan.program?.write(formatEvents(playedStream(samples, network, options.decide), 'csv'));
  const chip = new Chip(network.design, { engine: options.engine });
  const meter = new NetworkMeter(network, plan.prices);
  const progress = new Progress('infer', options.quiet !== true);
  const rows: string[] = ['sample,label,answer,correct,cycles'];
  try {
    for await (const a of runNetwork(chip, network, samples, {
      decision: options.decide,
      hooks: { onProgress: (done) => progress.update(done, chip.cycle), stopped: wasInterrupted },
    })) {
      meter.add(samples[a.index]!, a);
      const correct = a.label < 0 ? '' : Number(a.answer === a.label);
      rows.push([a.index, a.label, a.answer, correct, a.cycles].join());
    }
  } finally {
    progress.stop();
  }
  plan.answers?.write(`${rows.join('\n')}\n`);
  const bench = meter.neurobench();
  const measures = meter.measures(chip);
  const done = rows.length - 1;
  report.json({
    network: dir,
    data: options.data,
    decide: options.decide,
    samples: done,
    accuracy: bench.ClassificationAccuracy,
    ...(options.neurobench === true ? { neurobench: bench } : {}),
    chip: measures,
    warnings: chip.warnings(),
  });
  report.text(...resultLines(done, bench, measures, options.neurobench === true));
  warnOf(chip.warnings(), report, {});
  if (!network.design.isReference)
    report.note(
      `the energy is extrapolated to chip ${network.design.name} by the laws of table '${plan.prices.table.name}'`,
    );
  const unlabelled = plan.program && unlabelledWarning(samples);
  if (unlabelled !== undefined) report.warning(unlabelled);
  if (measures.slack < 0)
    report.warning(
      `a step takes up to ${measures.longestStep} cycles, ${-measures.slack} more than fit into ${network.dt} s`,
    );
  if (wasInterrupted()) process.exitCode = EXIT.INTERRUPTED;
}

async function planInference(dir: string, options: InferOptions, files: DeclaredFiles): Promise<InferPlan> {
  const weights = options.weights ?? dir;
  files.reads(join(dir, NETWORK_FILES.description), 'the network');
  for (const name of [NETWORK_FILES.input, NETWORK_FILES.recurrent, NETWORK_FILES.output])
    files.reads(join(weights, name), 'its weights');
  files.reads(options.data, '--data');
  const answers = options.answers === undefined ? undefined : files.writes(options.answers, '--answers');
  const program = options.program === undefined ? undefined : files.writes(options.program, '--program');
  const given = await chipGiven(options, files);
  const network = await readNetwork(dir, weights);
  const { design } = network;
  requireChip(design, given, join(dir, NETWORK_FILES.description));
  const prices = await pricesOf(options, files, design);
  const inputs = network.biasInput === undefined ? network.inputs : network.inputs - 1;
  const samples = (await readSamples(options.data, inputs, { limits: eventLimitsOf(design) })).slice(
    0,
    options.samples,
  );
  return { network, samples, prices, ...(answers && { answers }), ...(program && { program }) };
}

const accuracyText = (accuracy: number | null): string =>
  accuracy === null ? 'without labels' : `${(100 * accuracy).toFixed(1)} % correct`;

function resultLines(samples: number, bench: NeuroBench, m: ChipMeasures, full: boolean): string[] {
  const count = (value: number): string => String(Number(value.toFixed(1)));
  const lines = [
    `${samples} samples, ${accuracyText(bench.ClassificationAccuracy)}; ` +
      `a sample takes ${count(m.cycles)} cycles, ${m.energyNj.mean.toPrecision(3)} nJ (+- ${Number(m.energyNj.uncertainty.toPrecision(2))} nJ)`,
  ];
  if (!full) return lines;
  const { Effective_MACs, Effective_ACs, Dense } = bench.SynapticOperations;
  const banks = Object.entries(m.sramAccesses).map(
    ([bank, { reads, writes }]) => `${bank} ${count(reads)} + ${count(writes)}`,
  );
  return [
    ...lines,
    'NeuroBench (harness 2.3):',
    `  Footprint               ${bench.Footprint}`,
    `  ConnectionSparsity      ${bench.ConnectionSparsity}`,
    `  ClassificationAccuracy  ${bench.ClassificationAccuracy ?? 'none (samples without labels)'}`,
    `  ActivationSparsity      ${bench.ActivationSparsity}`,
    `  SynapticOperations      Effective_MACs ${Effective_MACs}, Effective_ACs ${Effective_ACs}, Dense ${Dense}`,
    'on the chip, a sample:',
    `  bits stored             ${m.bitsStored.weights} of weights, ${m.bitsStored.neurons} of neurons`,
    `  synaptic operations     ${count(m.synapticOperations.executed)} executed, ${count(m.synapticOperations.effective)} effective`,
    `  learning                ${count(m.learningOperations)} operations, ${count(m.weightWrites)} weights written`,
    `  SRAM reads + writes     ${banks.join(', ')}`,
    `  longest step            ${m.longestStep} cycles, slack ${m.slack} at ${m.clockHz / 1e6} MHz`,
    `  saturations             ${m.saturations} of membranes, ${m.outputSaturations} of outputs, in all samples`,
    `  events lost             ${m.lostEvents}`,
  ];
}
