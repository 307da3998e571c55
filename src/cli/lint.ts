/** `sextant lint`: silent failures of a firmware program. */
import { Command } from 'commander';
import { withFiles } from '../files/declared-files.js';
import { formatFinding, lintImage } from '../lint/lint.js';
import { EXIT } from '../text/errors.js';
import { jsonOption, type ReportOptions } from './options.js';
import { loadImage, sourceOptions, type SourceOptions } from './program.js';
import { Report } from './report.js';

export function lintCommand(): Command {
  return sourceOptions(new Command('lint'))
    .description(
      'find what a firmware program does that the chip accepts in silence; exit code 1 if anything',
    )
    .argument('<image>', 'firmware image (.sxi) or source (.s); - for an image from standard input')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  sextant lint firmware/blink.s')
    .action((file: string, options: SourceOptions & ReportOptions) =>
      withFiles(async (files) => {
        const findings = lintImage((await loadImage(file, options, files)).image);
        const report = new Report(options);
        report.json(findings);
        report.text(...(findings.length > 0 ? findings.map(formatFinding) : [`${file}: nothing found`]));
        if (findings.length > 0) process.exitCode = EXIT.FAILED;
      }),
    );
}
