import { describe, expect, it } from 'vitest';
import seedrandom from 'seedrandom';
import { assemble } from '../../src/asm/assembler.js';
import { Chip } from '../../src/chip/chip.js';
import { PLAIN_PHASES } from '../../src/chip/turbo/phases.js';
import { stateDifference } from '../chip/state-difference.js';
import { StreamBuilder } from '../../src/firmware/events.js';
import { Executor, type ExecutorState } from '../../src/host/executor.js';
import { formatOperation, parseOperation, type Operation } from '../../src/host/operations.js';
import { SampleOperations } from '../../src/sequencer/sample-operations.js';
import { Sequencer, type SequencerState } from '../../src/sequencer/sequencer.js';
import { eventLine } from '../../src/trace/events/record.js';
import { noFiles } from '../asm/no-files.js';

const SCRIPT = `
rst 5
sck 3
wait 10
spiw 0001005e 3
spiw 0001005f 3
spiw 00010009 7
spiw 30040000 01020304 05060708 090a0b0c 0d0e0f00
sck 5
spir b0020000 2
sck 2
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
tick
sample 0
wait 5
pulse
out
wait 200000
snap end`;
const operations = SCRIPT.trim()
  .split('\n')
  .map((line): Operation => parseOperation(line)!);

/** What a host does: its events, and the chip after each operation. */
function whole(): { events: string[]; snapshots: Uint8Array[] } {
  const events: string[] = [];
  const chip = new Chip();
  const host = new Executor(chip, { onEvent: (record) => events.push(eventLine(record)) });
  const snapshots = operations.map((operation) => {
    host.run(operation);
    return chip.snapshot();
  });
  return { events, snapshots };
}

describe('operations in slices', () => {
  const expected = whole();

  it.each([1, 2, 7, 1000])('of %i cycles at most give the same pins, answers and chip', (most) => {
    const events: string[] = [];
    const chip = new Chip();
    const host = new Executor(chip, { onEvent: (record) => events.push(eventLine(record)) });
    operations.forEach((operation, i) => {
      // The long wait is the last but one; a million slices of it would show nothing more.
      const slice = 'value' in operation && operation.value > 1000 ? 1 << 16 : most;
      let before = chip.cycle;
      for (let done = host.start(operation, slice); !done; done = host.advance(slice)) {
        expect(chip.cycle - before).toBe(slice);
        before = chip.cycle;
      }
      expect(chip.cycle - before).toBeLessThanOrEqual(slice);
      chip.state.quiet = 0;
      const [ours, theirs] = [chip.snapshot(), expected.snapshots[i]!];
      const other = new Chip();
      other.restore(theirs);
      other.state.quiet = 0;
      expect(Buffer.compare(ours, other.snapshot()), `after ${operation.op}`).toBe(0);
    });
    expect(events).toEqual(expected.events);
  });

  it('can be taken up again on another chip, from any cycle', () => {
    const random = seedrandom('resume');
    let chip = new Chip();
    const events: string[] = [];
    const host = (): Executor => new Executor(chip, { onEvent: (record) => events.push(eventLine(record)) });
    let executor = host();
    const move = (): void => {
      const state = JSON.parse(JSON.stringify(executor.state)) as ExecutorState;
      const other = new Chip();
      other.restore(chip.snapshot());
      chip = other;
      executor = host();
      executor.restore(state);
    };
    for (const operation of operations) {
      const slice = (): number => 1 + Math.floor(random() ** 4 * 60_000);
      for (let done = executor.start(operation, slice()); !done; done = executor.advance(slice())) move();
    }
    expect(events).toEqual(expected.events);
  });
});

const PROGRAM = `
start:  sck 2
        rst 5
        la r1, setup
        spiw r1, setup.words
        cfg EN_CONF, 0
        li r4, 0
next:   play r4, cues, INFER | SUPERVISE
        out r5
        tvalid 0
        infer 0
        wait 50
        push r5
        addi r4, r4, 1
        samples r2, cues
        blt r4, r2, next
        li r1, read(WINP, 0, 2)
        la r2, buffer
        sck 8
        cfg EN_CONF, 1
        spir r1, r2, 2
        lw r3, r2, -4
        push r3
        halt 0
        .data
        .config setup
        DO_EPROP 7
        NUM_INP 7
        NUM_REC 7
        NUM_OUT 1
        .endconfig
buffer: .space 8
        .events cues
        .sample
        .spike 0, 1
        .spike 1, 2
        .spike 1, 3
        .label 4, 1
        .spike 6, 0
        .end 12
        .sample
        .spike 3, 1
        .label 3, 0
        .end 9
`;

describe('a program', () => {
  it('goes on from a checkpoint at any cycle, within play too', async () => {
    const { image } = await assemble('main.s', PROGRAM, noFiles);
    const reference = new Sequencer(new Chip(), image);
    reference.run();
    const random = seedrandom('checkpoints');
    const chip = new Chip();
    const sequencer = new Sequencer(chip, image);
    const kept: { chip: Uint8Array; program: SequencerState }[] = [];
    let inPlay = 0;
    for (let turns = 0; !sequencer.advance(1 + Math.floor(random() * 300)); turns++) {
      if (sequencer.instruction?.mnemonic === 'play') inPlay++;
      if (turns % 5 === 0) kept.push({ chip: chip.snapshot(), program: sequencer.checkpoint() });
    }
    expect(inPlay).toBeGreaterThan(3);
    for (const { chip: snapshot, program } of kept.reverse()) {
      chip.restore(snapshot);
      sequencer.restore(program);
      expect(sequencer.run()).toEqual({ status: 0 });
      expect([sequencer.results, chip.cycle]).toEqual([reference.results, reference.chip.cycle]);
    }
  });

  it('plays ticks and events at once where the chip can, and ends in the same state', async () => {
    const { image } = await assemble('main.s', PROGRAM, noFiles);
    const [played, stepped] = [new Chip(), new Chip(undefined, { phases: PLAIN_PHASES })];
    for (const chip of [played, stepped]) expect(new Sequencer(chip, image).run()).toEqual({ status: 0 });
    expect(stateDifference(played, stepped)).toBeUndefined();
    expect([played.cyclesByEngine.played > 0, stepped.cyclesByEngine.played]).toEqual([true, 0]);
  });

  it('lists the operations of a sample, with gaps between ticks where they are asked for', async () => {
    const { image } = await assemble('main.s', PROGRAM, noFiles);
    const opsOf = (flags: number): string[] => {
      const operations = new SampleOperations(image.streams[0]!, 0, flags);
      const texts: string[] = [];
      while (operations.reach(texts.length))
        texts.push(formatOperation(operations.list.at(texts.length - operations.first)!));
      expect(operations.ends).toBe(true);
      return texts;
    };
    for (const flags of [0, 3, 7]) expect(opsOf(flags).filter((o) => o === 'tick')).toHaveLength(11);
    const gapless = opsOf(7).filter((o, i, all) => !(o === 'wait 1' && all[i - 1] === 'tick'));
    expect(gapless).toEqual(opsOf(3));
    expect(opsOf(7).length).toBeGreaterThan(gapless.length);
  });

  it('works out the operations of a long sample window by window, forwards and back', () => {
    const stream = new StreamBuilder()
      .add('spike', 50_000, 3)
      .add('label', 70_000, 1)
      .add('end', 4_000_000_000)
      .build();
    const operations = new SampleOperations(stream, 0, 3);
    const at = (number: number): string => {
      expect(operations.reach(number)).toBe(true);
      return formatOperation(operations.list.at(number - operations.first)!);
    };
    expect([at(0), at(2), at(50_001), at(50_002), at(50_003)]).toEqual([
      ...['sample 1', 'tick', 'tick', 'aer 3', 'tick'],
    ]);
    const marks = [70_003, 70_004, 70_005, 70_006, 70_007, 70_008];
    expect(marks.map(at)).toEqual(['tgt 1', 'wait 10', 'tvalid 1', 'infer 1', 'wait 5', 'tick']);
    expect([at(50_002), at(1_000_000), at(0)]).toEqual(['aer 3', 'tick', 'sample 1']);
    expect(operations.list.length).toBeLessThan(10_000);
  });
});
