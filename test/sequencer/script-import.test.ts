import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Chip } from '../../src/chip/chip.js';
import { encodeImage, sourceOf, type FirmwareImage } from '../../src/firmware/image.js';
import { parseImage } from '../../src/firmware/parse.js';
import { ScriptImporter } from '../../src/sequencer/script-import.js';
import { parseOperation } from '../../src/host/operations.js';
import { Sequencer } from '../../src/sequencer/sequencer.js';
import { eventLine } from '../../src/trace/events/record.js';
import { ROWS_HEADER, RowWriter } from '../../src/trace/rows/writer.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const committed = join(root, 'traces/golden');
const shared = join(root, '../shared/golden/scenarios');
const hosts = (dir: string): string[] =>
  existsSync(dir)
    ? readdirSync(dir)
        .filter((f) => f.endsWith('.host.gz'))
        .map((f) => join(dir, f))
    : [];
const unpack = (file: string): string => gunzipSync(readFileSync(file)).toString('latin1');

function importScript(text: string): FirmwareImage {
  const importer = new ScriptImporter();
  text.split('\n').forEach((line, i) => {
    const operation = parseOperation(line);
    if (operation) importer.add(operation, i + 1);
  });
  return importer.finish('script.host');
}

/** Runs the image of a recorded script; gives what differs from the recording. */
function replay(host: string): string {
  const recorded = unpack(host.replace('.host.gz', '.events.jsonl.gz'));
  const rowsFile = host.replace('.host.gz', '.rows.csv.gz');
  const image = parseImage(encodeImage(importScript(unpack(host))));
  const events: string[] = [];
  const rows = [ROWS_HEADER];
  const writer = new RowWriter((chunk) => rows.push(Buffer.from(chunk).toString('latin1')));
  const sequencer = new Sequencer(new Chip(), image, {
    observer: writer.observe,
    rowsCrc: () => writer.rowsCrc(),
    recordsRows: recorded.includes('"rows"') ? 'always' : 'never',
    onEvent: (record) => events.push(eventLine(record)),
  });
  sequencer.run();
  writer.flush();
  if (sequencer.outcome?.status !== 0) return `${host}: ${sequencer.outcome?.trap?.message}`;
  if (events.join('') !== recorded) return `${host}: events`;
  return existsSync(rowsFile) && rows.join('') !== unpack(rowsFile) ? `${host}: rows` : '';
}

describe('imported host scripts', () => {
  const few = hosts(committed).filter((f) =>
    /(raw|local_tick|per_step_label|multiword|regression)_a1\./.test(f),
  );
  it.runIf(few.length > 0)('give the recorded events and rows', () => {
    expect(few.map(replay).filter((x) => x !== '')).toEqual([]);
  });

  const all = hosts(shared);
  it.runIf(all.length > 0)(`give the recorded events and rows, all ${all.length}`, () => {
    expect(all.map(replay).filter((x) => x !== '')).toEqual([]);
  });

  it('split what one instruction cannot say', () => {
    const cycles = 2 ** 24 * 5 + 17;
    const image = importScript(`sck 1\nrst ${2 ** 24 + 3}\nwait ${cycles}\nsnap {r1}x`);
    const chip = new Chip();
    const tags: string[] = [];
    const sequencer = new Sequencer(chip, image, {
      timeout: 2 ** 30,
      onEvent: (e) => 'tag' in e && tags.push(e.tag),
    });
    sequencer.run();
    expect(chip.cycle).toBe(2 ** 24 + 3 + cycles);
    expect(tags).toEqual(['{r1}x']);
  });

  it('keep the script lines', () => {
    const image = importScript('# comment\nsck 2\nrst 5\n\nspiw 00010000 1\nspir 90010000 2\n');
    expect([...image.code.keys()].map((pc) => sourceOf(image, pc)?.line)).toEqual([
      2,
      3,
      5,
      6,
      6,
      6,
      6,
      6,
      undefined,
    ]);
  });
});
