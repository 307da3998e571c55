/** Findings of the lint and warnings of the chip on the command line, and the option that silences some of them. */
import { InvalidArgumentError, Option } from 'commander';
import type { Warning } from '../chip/warnings.js';
import { CATALOGUE } from '../lint/catalogue.js';
import { formatFinding, lintImage, lintScript, type Finding } from '../lint/lint.js';
import { designOfProgram, type ProgramCode } from '../run/program.js';
import { ScriptReader } from '../run/script-reader.js';
import { closest } from '../text/closest.js';
import { quote } from '../text/quote.js';
import type { Report } from './report.js';
import { plural } from '../text/plural.js';

/** `--allow` of a command. */
export interface AllowOptions {
  readonly allow?: ReadonlySet<string>;
}

const NAMES = [...new Set(CATALOGUE.filter((e) => e.kind !== 'trap').map((e) => e.name))];

/** `--allow NAME`, which may be repeated. */
export const allowOption = (): Option =>
  new Option('--allow <name>', 'do not report findings or warnings of this name; may be repeated').argParser(
    (name: string, before: ReadonlySet<string> | undefined): ReadonlySet<string> => {
      if (!NAMES.includes(name))
        throw new InvalidArgumentError(
          `there is no finding or warning ${quote(name)}${closest(name, NAMES)} (docs/warnings.md lists them)`,
        );
      return new Set([...(before ?? []), name]);
    },
  );

/**
 * What the lint finds in a program.
 * @throws UserError for a host script that cannot be read.
 */
export async function findingsOf(code: ProgramCode, { allow }: AllowOptions): Promise<Finding[]> {
  const options = allow ? { allow } : {};
  if ('image' in code) return lintImage(code.image, options);
  const reader = new ScriptReader(code.script, designOfProgram(code));
  try {
    return await lintScript(
      code.script.name,
      async () => {
        const operation = await reader.next();
        return operation && { operation, line: reader.line };
      },
      options,
    );
  } finally {
    await reader.close();
  }
}

/** Findings that a command shows at most, unless it is the lint itself. */
const SHOWN = 5;

/** Warns of the first findings. @param file of the program. */
export function warnOfFindings(findings: readonly Finding[], file: string, report: Report): void {
  for (const finding of findings.slice(0, SHOWN)) report.warning(formatFinding(finding));
  const more = findings.length - SHOWN;
  if (more > 0)
    report.warning(
      `${plural(more, 'more finding')}: sextant lint ${file} shows ${more === 1 ? 'it' : 'them all'}`,
    );
}

/** Prints the warnings of the chip: each behaviour once, how often it occurred, and when first. */
export function warnOf(warnings: readonly Warning[], report: Report, { allow }: AllowOptions): void {
  for (const w of warnings) {
    if (allow?.has(w.name) === true) continue;
    const times = `${w.count} time${w.count === 1 ? '' : 's'}, first in cycle ${w.cycle}`;
    report.warning(`${w.name}: ${w.message} (${times}); ${w.cure}`);
  }
}
