/** `sextant export`: a network as it is on the chip, as NIR. */
import { join } from 'node:path';
import { Command } from 'commander';
import { formatQuantity } from '../../energy/table/quantities.js';
import { withFiles, type DeclaredFiles } from '../../files/declared-files.js';
import { hashOf } from '../../files/hash.js';
import { encodeHdf5 } from '../../hdf5/hdf5-file.js';
import { readNetwork } from '../../data/network-directory.js';
import { limitsOf } from '../../network/chip-limits.js';
import { NETWORK_FILES } from '../../network/inference-program.js';
import { nirOf } from '../../network/nir-write.js';
import { chipGiven, chipOption, requireChip, type ChipOption } from '../chip-option.js';
import { jsonOption, quietOption, type ReportOptions } from '../options.js';
import { Report } from '../report.js';

interface ExportOptions extends ChipOption, ReportOptions {
  readonly output: string;
  readonly weights?: string;
}

export function exportCommand(): Command {
  return new Command('export')
    .description('write a network as it is on the chip as NIR (HDF5), which other tools run')
    .argument('<dir>', 'directory that an import wrote')
    .requiredOption('-o, --output <file>', 'the network, as NIR')
    .option('--weights <dir>', 'take the weights of this directory, such as that of a training')
    .addOption(chipOption())
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText(
      'after',
      '\nExample:\n  sextant import firmware/examples/recurrent.nir --dt 1ms --reset subtract-late -o out/net\n  sextant export out/net -o on-chip.nir',
    )
    .action((dir: string, options: ExportOptions) =>
      withFiles((files) => exportNetwork(dir, options, files)),
    );
}

async function exportNetwork(dir: string, options: ExportOptions, files: DeclaredFiles): Promise<void> {
  const weights = options.weights ?? dir;
  files.reads(join(dir, NETWORK_FILES.description), 'the network');
  for (const name of [NETWORK_FILES.input, NETWORK_FILES.recurrent, NETWORK_FILES.output])
    files.reads(join(weights, name), 'its weights');
  const output = files.writes(options.output, '-o');
  const given = await chipGiven(options, files);
  const report = new Report(options, files);
  files.check();
  const network = await readNetwork(dir, weights);
  requireChip(network.design, given, join(dir, NETWORK_FILES.description));
  const bytes = await encodeHdf5(nirOf(network, limitsOf(network.design)));
  output.write(bytes);
  const { outputs } = network;
  const inputs = network.inputs - (network.biasInput === undefined ? 0 : 1);
  const neurons = network.origins.filter((o) => o !== undefined).length;
  report.json({ output: output.file, bytes: bytes.length, sha256: hashOf(bytes), inputs, neurons, outputs });
  report.text(
    `${output.file}: ${inputs} inputs, ${neurons} LIF neurons, ${outputs} LI outputs, time step ${formatQuantity(network.dt, 's')}`,
  );
  if (network.biasInput !== undefined)
    report.note(`the constant input ${network.biasInput} is written as a bias`);
  if (network.reset === 'subtract-late')
    report.warning(
      'the chip subtracts the threshold after the leak, which NIR cannot express: tools that reset to 0 give other results',
    );
}
