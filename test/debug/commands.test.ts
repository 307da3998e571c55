/** Commands of the debugger: what they refuse, and how a line may go on. */
import { beforeAll, describe, expect, it } from 'vitest';
import { assemble } from '../../src/asm/assembler.js';
import { completionsOf } from '../../src/debug/commands/completion.js';
import { runLine } from '../../src/debug/commands/index.js';
import { Session } from '../../src/debug/session.js';
import { finish } from '../../src/debug/task.js';
import { noFiles } from '../asm/no-files.js';
import { BLINK } from './programs.js';
import { worldWithoutFiles } from './world-without-files.js';

let session: Session;
beforeAll(async () => {
  const { image } = await assemble('blink.s', `${BLINK}\n        .data\n        .word 0\n`, noFiles);
  session = new Session({ name: 'blink.s', code: { image } }, { history: 2 ** 22 });
});

const run = (line: string): readonly string[] => finish(runLine(line, worldWithoutFiles(session))).lines;

describe('commands of the debugger', () => {
  it.each([
    ['brek sample', "'brek' is not a command; did you mean 'break'?; 'help' lists them"],
    ['(', "'(' is not a command; 'help' lists them"],
    ['tick 1e9', "a whole number is needed, not '1e9'"],
    ['continue 3', "'continue' stands alone: nothing may follow, as '3' does"],
    ['set wrec[1][2] = 128', 'wrec[1][2] takes values from -128 to 127, not 128'],
    ['set KAPPA = -1', 'KAPPA takes values from 0 to 255, not -1'],
    ['set mem[0] = 256', 'mem[0] takes values from 0 to 255, not 256'],
    ['set r3 = 4294967296', 'r3 takes values from -2147483648 to 4294967295, not 4294967296'],
    ['watch constructor', "no signal or stored value is named 'constructor'"],
    ['goto moon', "'moon': give cycle N, tick N, sample N, epoch N, instruction N, mark N, start or end"],
    ['break sampel', /did you mean 'sample'\?/],
  ])('refuses %s', (line, message) => {
    expect(() => run(line)).toThrow(message);
  });

  it('sets values at the ends of their ranges, on branches', () => {
    for (const [name, value] of [
      ['wrec[1][2]', -128],
      ['KAPPA', 255],
      ['mem[0]', 255],
      ['r3', -2147483648],
    ] as const) {
      run(`set ${name} = ${value}`);
      expect(run(`print ${name}`)).toEqual([`${name} = ${value}`]);
    }
    run('branches main');
  });

  it.each([
    ['rev', 'reverse-step'],
    ['b sam', 'sample'],
    ['goto e', 'epoch'],
    ['stop state EP', 'EPROP'],
    ['print KAP', 'KAPPA'],
    ['help reverse-c', 'reverse-continue'],
  ])('completes %s', (line, name) => {
    const [names, word] = completionsOf(line, session);
    expect(names).toContain(name);
    expect(names.every((other) => other.startsWith(word))).toBe(true);
  });
});
