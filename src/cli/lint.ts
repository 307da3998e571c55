/** `sextant lint`: silent failures of a firmware program. */
import { Command } from 'commander';
import { formatFinding, lintImage } from '../lint/lint.js';
import { EXIT } from '../text/errors.js';
import { readProgram, sourceOptions, type SourceOptions } from './program.js';
import { print, printJson } from './shell.js';

export function lintCommand(): Command {
  return sourceOptions(new Command('lint'))
    .description(
      'find what a firmware program does that the chip accepts in silence; exit code 1 if anything',
    )
    .argument('<image>', 'firmware image (.sxi) or source (.s)')
    .option('--json', 'print the findings as JSON')
    .addHelpText('after', '\nExample:\n  sextant lint firmware/blink.s')
    .action(async (file: string, options: SourceOptions & { json?: boolean }) => {
      const findings = lintImage((await readProgram(file, options)).image);
      if (options.json === true) printJson(findings);
      else {
        for (const f of findings) print(formatFinding(f));
        if (findings.length === 0) print(`${file}: nothing found`);
      }
      if (findings.length > 0) process.exitCode = EXIT.FAILED;
    });
}
