/**
 * Mutated host scripts: each must be refused with its line, time out, or run; an image made of it, where it fits one, must
 * then do the same.
 */
import { REFERENCE } from '../../src/design/design.js';
import { Chip } from '../../src/chip/chip.js';
import { encodeImage } from '../../src/firmware/image.js';
import { parseImage } from '../../src/firmware/parse.js';
import { Executor } from '../../src/host/executor.js';
import { OperationError, type Operation } from '../../src/host/operations.js';
import { lintScript } from '../../src/lint/lint.js';
import { runScript } from '../../src/run/run-script.js';
import { ScriptReader } from '../../src/run/script-reader.js';
import { ScriptImporter } from '../../src/sequencer/script-import.js';
import { Sequencer } from '../../src/sequencer/sequencer.js';
import { UserError } from '../../src/text/errors.js';
import type { LineSource } from '../../src/text/lines.js';
import { eventLine } from '../../src/trace/events/record.js';
import type { FuzzTarget } from './frame.js';
import { mutateText } from './mutations.js';

const SCRIPTS = [
  `# two neurons, one sample
sck 2
rst 5
wait 10
spiw 0001005e 00000003
spiw 0001005f 00000003
spiw 00010009 7
spiw 30020000 01020304 05060708
sck 4
spir b0020000 2
spiw 00010000 0
sample 1
wait 5
aer 1
tick
tgt 0
tvalid 1
infer 1
tick
aer 2
pulse
rdy
sample 0
wait 5
pulse
out
snap end
`,
  'pin RST 1\nwait 3\npin RST 0\nautosnap 0\nspiw 00010017 1\ntick\ntick\nspirdy\ntarreq\n',
];
const WORDS =
  'sck rst wait spiw spir aer tgt tick pulse rdy spirdy tarreq sample tvalid infer out pin snap autosnap MOSI AERIN_ADDR ' +
  '00010000 80010000 ffffffff 0 1 255 4096 1099511627776';

const TIMEOUT = 20_000;

/** A text as a script. */
function source(bytes: Uint8Array): LineSource {
  const lines = Buffer.from(bytes).toString('latin1').split('\n');
  return {
    name: 'x.host',
    async *lines() {
      await Promise.resolve();
      yield { first: 1, lines };
    },
  };
}

async function judge(bytes: Uint8Array, chip: Chip, blank: Uint8Array): Promise<string> {
  const script = source(bytes);
  const events: string[] = [];
  chip.restore(blank);
  const host = new Executor(chip, {
    timeout: TIMEOUT,
    onEvent: (record) => events.push(eventLine(record)),
    recordsRows: 'never',
  });
  try {
    const end = await runScript(script, host);
    if (end.kind === 'failed') {
      if (!/^x\.host:\d+: timed out after \d+ cycles waiting for [\x20-\x7e]+$/.test(end.error.message))
        throw end.error;
      return 'timed out';
    }
  } catch (error) {
    if (error instanceof UserError && /^x\.host:\d+: [\t\x20-\x7e\u00a0-\uffff]{5,300}$/.test(error.message))
      return 'refused';
    throw error;
  }
  const operations = await operationsOf(script);
  await lintScript('x.host', () => Promise.resolve(operations.shift()));
  const snapshot = chip.snapshot();
  const image = await imageOf(script);
  if (image === undefined) return 'ran';
  chip.restore(blank);
  const again: string[] = [];
  const sequencer = new Sequencer(chip, image, {
    timeout: TIMEOUT,
    onEvent: (record) => again.push(eventLine(record)),
    recordsRows: 'never',
  });
  sequencer.run();
  if (again.join('') !== events.join('') || Buffer.compare(chip.snapshot(), snapshot) !== 0)
    throw new Error(`its image does something else: ${JSON.stringify(sequencer.outcome)}`);
  return 'ran';
}

interface Line {
  readonly operation: Operation;
  readonly line: number;
}

async function operationsOf(script: LineSource): Promise<Line[]> {
  const reader = new ScriptReader(script, REFERENCE);
  const list: Line[] = [];
  for (let o = await reader.next(); o !== undefined; o = await reader.next())
    list.push({ operation: o, line: reader.line });
  return list;
}

/** The script as an image; undefined where it does not fit one. */
async function imageOf(script: LineSource): Promise<ReturnType<typeof parseImage> | undefined> {
  const importer = new ScriptImporter();
  try {
    for (const { operation, line } of await operationsOf(script)) importer.add(operation, line);
    return parseImage(encodeImage(importer.finish('x.host')));
  } catch (error) {
    if (error instanceof OperationError || error instanceof RangeError) return undefined;
    throw error;
  }
}

export const scriptTarget: FuzzTarget = {
  name: 'host scripts',
  outcomes: ['refused', 'timed out', 'ran'],
  prepare: () => {
    const chip = new Chip();
    const blank = chip.snapshot();
    return {
      mutate: (random) => mutateText(SCRIPTS, WORDS.split(' '), random),
      judge: (bytes) => judge(bytes, chip, blank),
    };
  },
};
