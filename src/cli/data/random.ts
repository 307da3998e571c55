/** `sextant data random`: samples of independent events, for networks that have no data at hand. */
import { Command, InvalidArgumentError } from 'commander';
import seedrandom from 'seedrandom';
import { REFERENCE } from '../../design/design.js';
import { withFiles, type DeclaredFiles } from '../../files/declared-files.js';
import { usageError } from '../../text/errors.js';
import { chipGiven, chipOption, type ChipOption } from '../chip-option.js';
import { integer, jsonOption, type ReportOptions } from '../options.js';
import { Report } from '../report.js';

interface RandomOptions extends ChipOption, ReportOptions {
  readonly inputs?: number;
  readonly steps: number;
  readonly samples: number;
  readonly rate: number;
  readonly seed: string;
}

export function randomCommand(): Command {
  return new Command('random')
    .description('write samples of random events, the same for the same seed')
    .argument('<file>', 'the samples, as CSV; - for standard output')
    .option('--inputs <n>', 'inputs (default: those of the chip)', integer(1, 1 << 16))
    .option('--steps <n>', 'steps of a sample', integer(1, 1_000_000), 100)
    .option('--samples <n>', 'samples', integer(1, 100_000), 10)
    .option('--rate <p>', 'chance of an event, for each input and step', share, 0.1)
    .option('--seed <text>', 'seed of every random draw', '1')
    .addOption(chipOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  sextant data random random.csv --inputs 12 --steps 256 --rate 0.1')
    .action((file: string, options: RandomOptions) => withFiles((files) => random(file, options, files)));
}

function share(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1))
    throw new InvalidArgumentError('a number from 0 to 1 is needed.');
  return value;
}

/** @throws UserError for more inputs than the given chip has. */
async function inputsOf(options: RandomOptions, files: DeclaredFiles): Promise<number> {
  const chip = await chipGiven(options, files);
  const { inputs = (chip ?? REFERENCE).inputs } = options;
  if (chip && inputs > chip.inputs)
    throw usageError(`--inputs ${inputs}: the chip ${chip.name} has ${chip.inputs} inputs`);
  return inputs;
}

async function random(file: string, options: RandomOptions, files: DeclaredFiles): Promise<void> {
  const inputs = await inputsOf(options, files);
  const { steps, samples, rate, seed } = options;
  const output = files.writes(file, 'the output');
  const report = new Report(options, files);
  files.check();
  const draw = seedrandom(seed);
  const lines = ['neuron,time,label'];
  let events = 0;
  for (let sample = 0; sample < samples; sample++) {
    for (let step = 0; step < steps; step++)
      for (let input = 0; input < inputs; input++) {
        if (draw() >= rate) continue;
        lines.push(`${input},${step},0`);
        events++;
      }
    lines.push(`-1,${steps},0`);
  }
  output.write(`${lines.join('\n')}\n`);
  report.json({ output: output.file, samples, events, seed });
  report.text(`${output.file}: ${samples} samples of ${steps} steps, ${events} events, seed ${seed}`);
}
