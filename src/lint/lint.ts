/**
 * Finds silent failures: faults of a program that the chip accepts without any sign of an error.
 *
 * The program is run without a chip (dry-run.ts), and rules look at its operations. Each finding names the instruction (or
 * the line of a host script) and the cure; catalogue.ts explains them all.
 */
import { REFERENCE, type Design } from '../design/design.js';
import { designOfImage, sourceOf, type FirmwareImage } from '../firmware/image.js';
import type { Operation } from '../host/operations.js';
import { dryRun } from './dry-run.js';
import type { Finding, Report } from './finding.js';
import { ProgramModel, type Rule } from './model.js';
import {
  answerRule,
  eventRule,
  labelRule,
  learningRule,
  leftHighRule,
  supervisionRule,
} from './rules/samples.js';
import { settingsRule } from './rules/settings.js';
import { addressRule, clockRule, configurationRule, wordsRule } from './rules/spi.js';
import { checkStreams } from './rules/streams.js';
import { tickRule } from './rules/ticks.js';
import { formatPlace } from '../text/errors.js';

export { formatFinding, type Finding } from './finding.js';

/** What the lint examines, and what it does not report. */
export interface LintOptions {
  /** Names of findings that are not to be reported. */
  readonly allow?: ReadonlySet<string>;
  /** Of the chip that a host script is for; default: the public design. A firmware image names its own. */
  readonly design?: Design;
  /** Most instructions, and most operations, that are examined. */
  readonly most?: number;
}

/** Most instructions, and most operations, of a program that are examined. */
const MOST = 400_000;
/** Operations of a host script that are examined: enough for everything before the first samples, and some samples. */
const MOST_OF_SCRIPT = 50_000;

/** What is wrong with a program, each thing once. */
export function lintImage(image: FirmwareImage, { allow, most = MOST }: LintOptions = {}): Finding[] {
  const findings = new Findings(allow);
  const model = new ProgramModel(designOfImage(image), rules(false), (report, pc) => {
    const source = sourceOf(image, pc);
    findings.add({
      ...report,
      pc,
      ...(source === undefined ? {} : { source: `${source.file}:${source.line}` }),
    });
  });
  const ended = dryRun(image, model, most);
  for (const report of checkStreams(image, model.get('NUM_OUT') + 1)) findings.add(report);
  if (ended) model.end();
  return findings.list;
}

/**
 * What is wrong with a host script, each thing once.
 * @param operations with their lines; undefined at the end.
 * @param name of the script, for the findings.
 */
export async function lintScript(
  name: string,
  operations: () => Promise<{ operation: Operation; line: number } | undefined>,
  { allow, most = MOST_OF_SCRIPT, design = REFERENCE }: LintOptions = {},
): Promise<Finding[]> {
  const findings = new Findings(allow);
  const model = new ProgramModel(design, rules(true), (report, line) =>
    findings.add({ ...report, source: formatPlace({ file: name, line }) }),
  );
  for (let n = 0; n < most; n++) {
    const next = await operations();
    if (next === undefined) {
      model.end();
      break;
    }
    model.take(next.operation, next.line);
  }
  return findings.list;
}

/** @param wholeTransfers each operation that sends words is a whole transfer, as in host scripts. */
const rules = (wholeTransfers: boolean): Rule[] => [
  clockRule,
  wordsRule(wholeTransfers),
  addressRule,
  configurationRule,
  settingsRule,
  eventRule,
  labelRule,
  leftHighRule,
  answerRule,
  supervisionRule,
  learningRule(),
  tickRule,
];

/** Findings that may be reported more than once, with different messages. */
const BY_MESSAGE: readonly Report['name'][] = [
  'memory-never-written',
  'sample-without-end',
  'sample-without-label',
  'event-out-of-order',
  'item-after-end',
  'unknown-register',
];

/** Findings, each once. */
class Findings {
  readonly list: Finding[] = [];
  private readonly seen = new Set<string>();

  constructor(private readonly allow: ReadonlySet<string> = new Set()) {}

  add(finding: Finding): void {
    const key = `${finding.name}/${BY_MESSAGE.includes(finding.name) ? finding.message : ''}`;
    if (this.seen.has(key) || this.allow.has(finding.name)) return;
    this.seen.add(key);
    this.list.push(finding);
  }
}
