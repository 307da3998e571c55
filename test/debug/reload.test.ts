/** Changed firmware that is taken up by a run under way: what goes on, and what is refused. */
import seedrandom from 'seedrandom';
import { beforeAll, describe, expect, it } from 'vitest';
import { assemble } from '../../src/asm/assembler.js';
import { branchDifference } from '../../src/debug/branch-difference.js';
import { runLine } from '../../src/debug/commands/index.js';
import { atCycle, atInstruction, THE_END } from '../../src/debug/goal.js';
import { FirmwareHost } from '../../src/debug/firmware-host.js';
import { Session } from '../../src/debug/session.js';
import { formatSession, parseSession, savedState, stateHash } from '../../src/debug/session-file.js';
import { finish, finishWaiting } from '../../src/debug/task.js';
import { resume } from '../../src/cli/debug/open-session.js';
import { encodeImage, type FirmwareImage } from '../../src/firmware/image.js';
import { noFiles } from '../asm/no-files.js';
import { randomScript } from './programs.js';
import { LIMITS, stateOf } from './properties.js';
import { randomFirmware } from './random-firmware.js';
import { worldWithoutFiles } from './world-without-files.js';

const SOURCE = `
start:  rst     5
        ldi     r1, 3
again:  call    sample
        loop    r1, again
        ldi     r2, 7
        push    r2
        halt    0

sample: sample  1
        wait    10
        ldi     r3, 1
inside: add     r4, r4, r3
        sample  0
        wait    10
        ret

        .data
first:  .word   1, 2
second: .word   3
`;

const imageOf = async (source: string, name = 'program.s'): Promise<FirmwareImage> =>
  (await assemble(name, source, noFiles)).image;

let image: FirmwareImage;
beforeAll(async () => {
  image = await imageOf(SOURCE);
});

/** A session at the second pass through `inside`, in a call. */
function inCall(): Session {
  const session = new Session({ name: 'program.s', code: { image } }, LIMITS);
  const inside = session.source.locate('inside');
  finish(session.until(inside));
  finish(session.until(inside));
  return session;
}

const reload = (session: Session, changed: FirmwareImage): unknown =>
  finish(session.reload({ name: 'changed.s', image: changed }));

/** The results of the program at its end. */
function resultsOf(session: Session): unknown {
  finish(session.goTo(THE_END));
  const { host } = session.machine;
  return host instanceof FirmwareHost ? host.sequencer.results : undefined;
}

describe('a program that is reloaded as it is', () => {
  it('goes on as the original does up to the end, in its whole state, on random programs', async () => {
    for (let i = 0; i < 12; i++) {
      const random = seedrandom(`reload/${i}`);
      const code = { image: await randomFirmware(random) };
      const session = new Session({ name: 'random.s', code }, LIMITS);
      finish(session.goTo(THE_END));
      const expected = stateOf(session.machine);
      const last = session.position.instruction;
      finish(session.goTo(atInstruction(Math.floor(last * random()))));
      const { place } = session.machine;
      reload(session, code.image);
      expect(session.machine.place).toEqual(place);
      finish(session.goTo(THE_END));
      expect(stateOf(session.machine)).toBe(expected);
      finish(session.switchTo('main'));
      expect(session.machine.place).toEqual(place);
      finish(session.goTo(THE_END));
      expect(stateOf(session.machine)).toBe(expected);
      const [main, branch] = session.branches;
      expect(finish(branchDifference(session, [main!, branch!], 20)).differences).toEqual([]);
    }
  });
});

describe('changed firmware', () => {
  it('takes effect from where it is taken up, with its own lines and stops; the original stays', async () => {
    const changed = await imageOf(
      SOURCE.replace('ldi     r2, 7', 'nop\nadded:  ldi     r2, 9').replace('r4, r4, r3', 'r4, r4, r1'),
      'changed.s',
    );
    const session = inCall();
    const { place } = session.machine;
    const before = session.read('r4');
    session.addStop({ kind: 'code', location: 'sample' });
    session.addStop({ kind: 'code', location: 'program.s:6' });
    reload(session, changed);
    expect(session.source.at(session.position.pc)).toEqual({ file: 'changed.s', line: 14 });
    session.addStop({ kind: 'code', location: 'added' });
    expect(finish(session.continue()).stop?.id).toBe(1);
    expect(session.source.labelOf(session.position.pc)).toBe('sample');
    expect(session.read('r4')).toBe(before + session.read('r1') + 1);
    expect(finish(session.continue()).stop?.id).toBe(3);
    expect(resultsOf(session)).toEqual([9]);
    finish(session.goToPlace(place));
    expect(session.read('r4')).toBe(before);
    finish(session.switchTo('main'));
    expect(session.machine.place).toEqual(place);
    expect(finish(session.continue()).stop?.id).toBe(1);
    // The stop of the other program is not in this one.
    expect(finish(session.continue()).stop?.id).toBe(2);
    expect(resultsOf(session)).toEqual([7]);
  });

  it.each([
    [
      'a label that is missing',
      ['inside:', 'within:'],
      "the new firmware has no label 'inside': the next instruction is inside (program.s:13)",
    ],
    [
      'another instruction before a return',
      ['again:  call', 'again:  nop\n        call'],
      "again differs: 'call sample' (program.s:4) before, 'nop' (program.s:4) now; a call under way comes back to again+1 (program.s:5)",
    ],
    [
      'a call of another label',
      ['call    sample', 'call    inside'],
      "again differs: 'call sample' (program.s:4) before, 'call inside' (program.s:4) now",
    ],
    [
      'data elsewhere',
      ['second:', '.word 4\nsecond:'],
      "'first' is at bytes 0 to 7 of the data memory, in the new firmware at bytes 0 to 11",
    ],
    ['more data', ['second:', 'second: .word 3\nthird:'], "the new firmware adds 'third' to its data"],
    ['less data', ['second: .word   3', ''], "the new firmware lacks 'second' in its data"],
    [
      'another chip',
      ['start:', '.chip neurons=64\nstart:'],
      'the new firmware is for another chip: neurons 64',
    ],
  ])('is refused with %s', async (_, [old, now], message) => {
    const session = inCall();
    const changed = await imageOf(SOURCE.replace(old!, now!));
    expect(() => reload(session, changed)).toThrow(message);
    expect(session.branches).toHaveLength(1);
  });

  it('is refused within an instruction, at the end of the program, and for a host script', () => {
    const session = inCall();
    finish(session.goTo(atCycle(session.position.cycle + 3)));
    expect(() => reload(session, image)).toThrow(/^an instruction is under way/);
    finish(session.goTo(THE_END));
    expect(() => reload(session, image)).toThrow(/^the program ended with status 0: go back/);
    const script = new Session(
      { name: 'script', code: { list: randomScript(seedrandom('reload')) } },
      LIMITS,
    );
    expect(() => reload(script, image)).toThrow('only firmware can be reloaded');
  });

  it('says what a run under way does not see', async () => {
    const session = inCall();
    session.addStop({ kind: 'code', location: 'again' });
    const source = SOURCE.replace('.word   3', '.word   4').replaceAll('again', 'next');
    const run = (line: string): Promise<readonly string[]> =>
      finishWaiting(
        runLine(line, {
          ...worldWithoutFiles(session),
          loadFirmware: async () => ({ name: 'program.s', image: await imageOf(source) }),
        }),
      ).then(({ lines }) => lines);
    await expect(run('reload')).rejects.toThrow(/has no label 'again'/);
    finish(session.goTo(atInstruction(1)));
    expect(await run('reload')).toEqual([
      expect.stringMatching(/^branch1: main, cycle \d+: new firmware from program.s$/),
      expect.stringMatching(/^other contents at the start: 'second'; the data memory keeps its present/),
      'stop 1: break again (not in this program)',
    ]);
  });
});

describe('a saved session of a branch with other firmware', () => {
  it('opens at the same place in the same state', async () => {
    const session = inCall();
    reload(session, await imageOf(SOURCE.replace('ldi     r2, 7', 'ldi     r2, 9')));
    finish(session.set('r5', 3));
    finish(session.line('out'));
    const saved = formatSession({
      sextant: 'test',
      name: 'program.s',
      kind: 'image',
      program: encodeImage(image),
      settings: { timeout: 20_000 },
      inputs: [],
      ...savedState(session),
    });
    const again = new Session({ name: 'program.s', code: { image } }, LIMITS);
    resume(parseSession(saved), again, 'saved.sxd');
    expect(stateOf(again.machine)).toBe(stateOf(session.machine));
    expect(stateHash(again.machine.chip)).toBe(stateHash(session.machine.chip));
    expect(resultsOf(again)).toEqual([9]);
  });
});
