/** `sextant import` of a NIR file: weights, settings, a program, a report, and a comparison with floating point. */
import { basename } from 'node:path';
import { Chip } from '../../chip/chip.js';
import { parameterText } from '../../design/design.js';
import type { DeclaredFiles } from '../../files/declared-files.js';
import { Comparison, tracesOf, type Difference, type SampleTraces } from '../../inference/compare-network.js';
import { importNetwork, type ImportedNetwork } from '../../inference/import-network.js';
import { networkFiles } from '../../data/network-directory.js';
import { runNetwork } from '../../inference/run-network.js';
import {
  playedStream,
  unlabelledWarning,
  readSamples,
  settled,
  type Decision,
  type NetworkSample,
} from '../../inference/samples.js';
import { formatEvents } from '../../data/event-files.js';
import { eventLimitsOf } from '../../data/sample-collector.js';
import { twin } from '../../network/chip-twin.js';
import { NETWORK_FILES } from '../../network/inference-program.js';
import { comparisonSvg } from '../../plot/network-picture.js';
import { usageError } from '../../text/errors.js';
import { chipOr, type ChipOption } from '../chip-option.js';
import type { ReportOptions } from '../options.js';
import { Progress } from '../progress.js';
import { Report } from '../report.js';
import { wasInterrupted } from '../shell.js';
import { importOptionsOf, type NetworkOptions } from './import-options.js';
import { comparisonLines, mappingLines, warningLines } from './import-report.js';

const REPORT = 'report.json';
const PICTURE = 'comparison.svg';

/** Imports a network into a directory. @throws UserError naming the node that does not fit. */
export async function importNir(
  file: string,
  options: NetworkOptions & ChipOption & ReportOptions & { readonly output?: string },
  files: DeclaredFiles,
): Promise<void> {
  if (options.output === undefined) throw usageError('a network needs -o, the directory to write it to');
  const imports = importOptionsOf(options);
  const { data, decide = 'last' } = options;
  files.reads(file, 'the network');
  if (data !== undefined) files.reads(data, '--data');
  const design = await chipOr(options, files);
  const directory = files.directory(options.output, '-o');
  const names = [...Object.values(NETWORK_FILES), REPORT, PICTURE];
  const outputs = new Map(names.map((name) => [name, directory.writes(name)]));
  const report = new Report(options, files);
  files.check();
  const imported = await importNetwork(file, design, imports);
  const { chip: network, float } = imported.stages;
  const limits = eventLimitsOf(design);
  const samples =
    data === undefined ? [] : (await readSamples(data, float.inputs, { limits })).slice(0, options.samples);
  const compared = samples.length > 0 ? await compare(imported, samples, decide, options) : undefined;
  const texts: Record<string, string | Uint8Array> = {
    ...networkFiles(network, basename(file)),
    ...(compared && {
      [NETWORK_FILES.samples]: formatEvents(playedStream(samples, network, decide), 'csv'),
      [PICTURE]: compared.picture,
    }),
  };
  const result = resultOf(file, imported, imports, compared);
  texts[REPORT] = `${JSON.stringify(result, undefined, 2)}\n`;
  for (const [name, text] of Object.entries(texts)) outputs.get(name)?.write(text);
  report.json({ directory: options.output, files: Object.keys(texts), ...result });
  report.text(
    ...mappingLines(basename(file), imported),
    ...(compared ? comparisonLines(compared.differences, compared.saturations) : []),
    `${options.output}: ${Object.keys(texts).join(', ')}`,
  );
  const unlabelled = unlabelledWarning(samples);
  if (unlabelled !== undefined) report.warning(unlabelled);
  for (const warning of warningLines(imported, compared?.differences)) report.warning(warning);
}

interface Compared {
  readonly differences: readonly Difference[];
  readonly saturations: number;
  readonly outputSaturations: number;
  readonly picture: string;
}

/** Runs the samples on the chip and in floating point. */
async function compare(
  { stages }: ImportedNetwork,
  samples: readonly NetworkSample[],
  decision: Decision,
  { quiet }: ReportOptions,
): Promise<Compared> {
  const chip = new Chip(stages.chip.design);
  const comparison = new Comparison(stages);
  const progress = new Progress('compare', quiet !== true);
  let shown: { traces: SampleTraces; index: number } | undefined;
  const sums = { saturations: 0, outputSaturations: 0 };
  try {
    for await (const answer of runNetwork(chip, stages.chip, samples, {
      decision,
      hooks: { onProgress: (done) => progress.update(done, chip.cycle), stopped: wasInterrupted },
    })) {
      const sample = samples[answer.index]!;
      const traces = tracesOf(stages, sample, answer.trace);
      comparison.add(traces);
      const { saturations, outputSaturations } = twin(stages.chip, settled(sample, stages.chip));
      sums.saturations += saturations;
      sums.outputSaturations += outputSaturations;
      const diverges = comparison.differences().at(-1)?.first?.sample === answer.index;
      if (!shown || diverges) shown = { traces, index: answer.index };
    }
  } finally {
    progress.stop();
  }
  const differences = comparison.differences();
  const picture = shown
    ? comparisonSvg(stages.chip, shown.traces, shown.index, differences.at(-1)?.first)
    : '';
  return { differences, ...sums, picture };
}

function resultOf(
  file: string,
  { stages, losses, notes }: ImportedNetwork,
  { allow, ...options }: ReturnType<typeof importOptionsOf>,
  compared: Compared | undefined,
) {
  const { chip, fitted } = stages;
  return {
    network: file,
    sha256: chip.sourceSha256,
    ...(chip.design.isReference ? {} : { chip: parameterText(chip.design) }),
    options: { ...options, allow: [...allow] },
    sizes: { inputs: chip.inputs, neurons: chip.neurons, outputs: chip.outputs },
    latency: chip.latency,
    notes,
    changes: fitted.changes,
    shifts: chip.shifts,
    losses,
    ...(compared && {
      comparison: compared.differences,
      saturations: compared.saturations,
      outputSaturations: compared.outputSaturations,
    }),
  };
}
