/** Recorded scenarios as files: NAME.host, NAME.events.jsonl and NAME.rows.csv, each plain or gzip. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileError } from '../files/file-error.js';
import { linesOf } from '../files/lines.js';
import { EXIT, UserError } from '../text/errors.js';
import type { Scenario } from '../verify/verify.js';

const HOST_SCRIPT = /\.host(\.gz)?$/;

/** The scenario of a host script, from the files beside it; undefined without recorded events. */
export function scenarioOf(host: string): Scenario | undefined {
  const name = basename(host).replace(HOST_SCRIPT, '');
  const beside = (suffix: string): string | undefined =>
    [`${name}${suffix}.gz`, name + suffix].map((f) => join(dirname(host), f)).find((f) => existsSync(f));
  const events = beside('.events.jsonl');
  const rows = beside('.rows.csv');
  if (events === undefined) return undefined;
  return {
    name,
    host: linesOf(host),
    events: linesOf(events),
    ...(rows === undefined ? {} : { rows: linesOf(rows) }),
  };
}

/** Bytes of the files of a scenario, compressed or not: how long it takes to verify, roughly. */
export const bytesOf = ({ host, events, rows }: Scenario): number =>
  [host, events, rows].reduce((sum, file) => sum + (file ? statSync(file.name).size : 0), 0);

/**
 * The scenario of a host script, or all scenarios in a directory and those below it, by name.
 * @throws UserError for a path that cannot be read, or a host script without recorded events.
 */
export function findScenarios(path: string): Scenario[] {
  try {
    if (!statSync(path).isDirectory()) {
      const scenario = scenarioOf(path);
      if (!scenario)
        throw new UserError('no recorded events (NAME.events.jsonl.gz) beside it', EXIT.FILE, { file: path });
      return [scenario];
    }
    const entries = readdirSync(path, { withFileTypes: true });
    const here = entries.filter((e) => HOST_SCRIPT.test(e.name)).map((e) => scenarioOf(join(path, e.name)));
    const below = entries.filter((e) => e.isDirectory()).flatMap((e) => findScenarios(join(path, e.name)));
    return [...here.filter((s) => s !== undefined), ...below].sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    throw fileError(error, { file: path });
  }
}
