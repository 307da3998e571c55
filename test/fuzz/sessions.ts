/** Mutated sessions of the debugger: each must be refused with a clear error, or open. */
import { gunzipSync, gzipSync, strFromU8 } from 'fflate';
import { assemble } from '../../src/asm/assembler.js';
import { runLine } from '../../src/debug/commands/index.js';
import { atInstruction } from '../../src/debug/goal.js';
import { Session } from '../../src/debug/session.js';
import { formatSession, parseSession, savedState, stateHash } from '../../src/debug/session-file.js';
import { finish } from '../../src/debug/task.js';
import { encodeImage } from '../../src/firmware/image.js';
import { DataError } from '../../src/text/members.js';
import { SelectionError } from '../../src/text/selection-error.js';
import { noFiles } from '../asm/no-files.js';
import { BLINK } from '../debug/programs.js';
import type { FuzzTarget } from './frame.js';
import { mutateText } from './mutations.js';
import { worldWithoutFiles } from '../debug/world-without-files.js';

const WORDS =
  'format version at place cycle instruction operation end state pokes stops name value r1 KAPPA watch break'.split(
    ' ',
  );
const LIMITS = { timeout: 20_000, history: 2 ** 22 };

export const sessionTarget: FuzzTarget = {
  name: 'sessions',
  outcomes: ['refused', 'opened'],
  inSuite: 150,
  async prepare() {
    const { image } = await assemble('blink.s', BLINK, noFiles);
    const program = { name: 'blink.s', code: { image } };
    const session = new Session(program, LIMITS);
    finish(runLine('goto tick 3', worldWithoutFiles(session)));
    finish(session.set('r7', 9));
    finish(session.goTo(atInstruction(session.position.instruction + 1)));
    finish(session.reload({ name: 'blink.s', image }));
    session.addStop({ kind: 'watch', name: 'v[0]' });
    const saved = formatSession({
      sextant: 'test',
      name: 'blink.s',
      kind: 'image',
      program: encodeImage(image),
      settings: { timeout: 20_000 },
      inputs: [],
      ...savedState(session),
    });
    const text = strFromU8(gunzipSync(saved));
    return {
      mutate(random) {
        if (random() < 0.7) return gzipSync(mutateText([text], WORDS, random), { level: 1 });
        const bytes = saved.slice();
        for (let n = 1 + Math.floor(4 * random()); n > 0; n--)
          bytes[Math.floor(random() * bytes.length)] = Math.floor(256 * random());
        return random() < 0.2 ? bytes.slice(0, Math.floor(random() * bytes.length)) : bytes;
      },
      judge(input) {
        try {
          const opened = parseSession(input);
          const again = new Session(program, LIMITS);
          for (const what of opened.interventions) {
            finish(again.goToPlace(what.place));
            finish('firmware' in what ? again.reload(what.firmware) : again.set(what.name, what.value));
          }
          if ('place' in opened.at) finish(again.goToPlace(opened.at.place));
          stateHash(again.machine.chip);
          return 'opened';
        } catch (error) {
          if (error instanceof DataError || error instanceof SelectionError) return 'refused';
          throw error;
        }
      },
    };
  },
};
