/** `sextant lint`: silent failures of a program. */
import { Command } from 'commander';
import { withFiles } from '../files/declared-files.js';
import { formatFinding } from '../lint/lint.js';
import { EXIT } from '../text/errors.js';
import { allowOption, findingsOf, type AllowOptions } from './findings.js';
import { jsonOption, type ReportOptions } from './options.js';
import { loadProgram, sourceOptions, type SourceOptions } from './program.js';
import { Report } from './report.js';
import { formatPlace } from '../text/errors.js';

export function lintCommand(): Command {
  return sourceOptions(new Command('lint'))
    .description('find faults of a program that the chip accepts silently; exit code 1 if there are any')
    .argument('<program>', 'firmware image (.sxi), its source (.s) or a host script; - for standard input')
    .addOption(allowOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  sextant lint firmware/blink.s')
    .action((file: string, options: SourceOptions & ReportOptions & AllowOptions) =>
      withFiles(async (files) => {
        const { code } = await loadProgram(file, options, files);
        const findings = await findingsOf(code, options);
        const report = new Report(options);
        report.json(findings);
        report.text(
          ...(findings.length > 0
            ? findings.map(formatFinding)
            : [`${formatPlace({ file })}: nothing found`]),
        );
        if (findings.length > 0) process.exitCode = EXIT.FAILED;
      }),
    );
}
