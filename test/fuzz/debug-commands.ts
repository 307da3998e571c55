/** Mutated commands of the debugger: each must do something, or be refused in one line. */
import { assemble } from '../../src/asm/assembler.js';
import { runLine } from '../../src/debug/commands/index.js';
import { Session } from '../../src/debug/session.js';
import { finish } from '../../src/debug/task.js';
import { SelectionError } from '../../src/text/selection-error.js';
import { noFiles } from '../asm/no-files.js';
import { BLINK } from '../debug/programs.js';
import type { FuzzTarget } from './frame.js';
import { mutateText } from './mutations.js';
import { worldWithoutFiles } from '../debug/world-without-files.js';

/** Commands, one after the other. */
const COMMANDS = `help stop
step 2
next
reverse-step
finish
cycle 10
back-cycle 3
phase
back-phase
operation
instruction 2
tick
back-tick
sample
epoch 1
break sample if r1 > 1 after 1 once
watch wrec[1][2] log "new {wrec[1][2]} in {tick}"
stop spikes(1) || changed(membrane[2]) && v[0] >= -3
stop state STEP
stop mark
stop warning unknown-register
stop trap
stops
disable 1
enable 1
continue
reverse-continue
until blink.s:19
goto tick 3
goto cycle 500
goto mark 1
print wrec[1][2], r3, KAPPA, mem[0], counter[2], state, pc
expect !(saturates(membrane[3]))
last membrane[1]
history r2 5
why spike(1)
matrix wrec vs cycle 100
set wrec[1][2] = 3
set r3 = 0x10
branches main
where
list
disassemble
registers
dashboard
marks
delete 2
goto end`;
const WORDS =
  'wrec [1] [999] (0) r15 r16 -1 0 1e9 4294967296 if after once log "{r1}" tick end main = == && || ! ( ) , * : + state learning.L[3] sram.winp.we __proto__ toString'.split(
    ' ',
  );

export const debugCommandTarget: FuzzTarget = {
  name: 'commands of the debugger',
  outcomes: ['all done', 'some refused'],
  inSuite: 60,
  async prepare() {
    const { image } = await assemble('blink.s', BLINK, noFiles);
    return {
      mutate: (random) => mutateText([COMMANDS], WORDS, random),
      judge(input) {
        const session = new Session(
          {
            name: 'blink.s',
            code: { image },
            sources: { pathOf: () => undefined, linesOf: () => BLINK.split('\n') },
          },
          { timeout: 20_000, history: 2 ** 22 },
        );
        const world = worldWithoutFiles(session);
        let refused = 0;
        for (const line of new TextDecoder().decode(input).split('\n')) {
          try {
            finish(runLine(line, world));
          } catch (error) {
            if (!(error instanceof SelectionError) || /[\n\r]/.test(error.message))
              throw new Error(`'${line}'`, { cause: error });
            refused++;
          }
        }
        return refused > 0 ? 'some refused' : 'all done';
      },
    };
  },
};
