/** Programs to debug. */
import { OperationList } from '../../src/host/operation-list.js';
import type { Operation } from '../../src/host/operations.js';
import { parseOperation } from '../../src/host/operations.js';
import { memoryWrite, registerWrite } from '../../src/isa/spi.js';
import type { RegisterName } from '../../isa/registers.js';
import { registerAddress } from '../../src/isa/registers.js';

/** A small firmware program that configures the chip and sends events and ticks, with a call and a mark. */
export const BLINK = `
start:  sck     1
        rst     5
        wait    10
        cfg     EN_CONF, 1
        cfg     NUM_INP, 3
        cfg     NUM_REC, 3
        cfg     NUM_OUT, 1
        cfg     EN_CONF, 0
        wait    40
        li      r1, 3
next:   call    sample
        loop    r1, next
        halt    0

sample: sample  1
        wait    5
        li      r2, 4
tick:   aer     1
        aer     2
        tick
        loop    r2, tick
        sample  0
        wait    5
        pulse
        out     r5
        ret
`;

const configure = (name: string, value: number): Operation => ({
  op: 'spiw',
  ...registerWrite(registerAddress(name as RegisterName), value),
});

const words = (random: () => number, count: number): number[] =>
  Array.from({ length: count }, () => Math.floor(random() * 2 ** 32));

/** A script that loads random weights, lets the chip learn from random events, and ends samples now and then. */
export function randomScript(random: () => number): OperationList {
  const list = new OperationList();
  const below = (n: number): number => Math.floor(random() * n);
  const neurons = 3 + below(20);
  const add = (...operations: Operation[]): void => {
    for (const operation of operations) list.add(operation);
  };
  add(...['autosnap 0', 'sck 1', 'rst 5', 'wait 10'].map((line) => parseOperation(line)!));
  add(configure('EN_CONF', 1));
  const settings: [string, number][] = [
    ['NUM_INP', neurons],
    ['NUM_REC', neurons],
    ['NUM_OUT', 1 + below(4)],
    ['DO_EPROP', below(8)],
    ['SINGLE_LABEL', 1],
    ['SEND_LABEL_ONLY', 1],
    ['EN_STOCH_ROUND', below(2)],
    ['FP_LOC_WINP', 3],
    ['FP_LOC_WREC', 3],
    ['FP_LOC_TINP', 3],
    ['FP_LOC_TREC', 3],
    ['LEARN_SIG_SCALE', 4],
    ['LR_P_WINP', 8 + below(12)],
    ['LR_P_WREC', 8 + below(12)],
    ['LR_P_WOUT', 14],
    ['THR_H_0', below(2) === 0 ? 20 : 0x7fff],
    ['H_1', 1],
    ['KAPPA', 0x70],
    ['SEED_INP', 1 + below(1000)],
    ['SEED_REC', 1 + below(1000)],
    ['SEED_OUT', 1 + below(1000)],
  ];
  add(...settings.map(([name, value]) => configure(name, value)));
  for (let pre = 0; pre < 4; pre++) add({ op: 'spiw', ...memoryWrite('winp', 64 * pre, words(random, 8)) });
  add({ op: 'spiw', ...memoryWrite('wrec', 0, words(random, 8)) });
  add({ op: 'spiw', ...memoryWrite('wout', 0, words(random, 8)) });
  add({
    op: 'spiw',
    ...memoryWrite(
      'neur',
      0,
      Array.from({ length: 4 * neurons }, (_, i) => (i % 4 === 3 ? (0xf00 << 20) | (60 << 4) : 0)).map(
        (v) => v >>> 0,
      ),
    ),
  });
  add(configure('EN_CONF', 0), { op: 'wait', value: 50 });
  for (let sample = 0; sample < 3; sample++) {
    add({ op: 'sample', value: 1 }, { op: 'wait', value: 5 });
    const ticks = 2 + below(8);
    for (let tick = 0; tick < ticks; tick++) {
      for (let n = below(4); n > 0; n--) add({ op: 'aer', value: below(4) });
      if (tick === ticks >> 1)
        add({ op: 'tgt', value: below(2) }, { op: 'wait', value: 10 }, { op: 'tvalid', value: 1 });
      add({ op: 'tick' });
    }
    add(
      { op: 'tvalid', value: 0 },
      { op: 'sample', value: 0 },
      { op: 'wait', value: 5 },
      { op: 'pulse' },
      { op: 'out' },
    );
  }
  repeatUpdates(add, below);
  writeAndRevert(add, random);
  add({ op: 'wait', value: 100 });
  return list;
}

/** SAMPLE falls within a tick that learns: its updates are repeated, so that weights may change and change back. */
function repeatUpdates(add: (...operations: Operation[]) => void, below: (n: number) => number): void {
  add(
    { op: 'sample', value: 1 },
    { op: 'wait', value: 5 },
    { op: 'tick' },
    ...[0, 1, 2].map((value): Operation => ({ op: 'aer', value })),
    { op: 'tgt', value: below(2) },
    { op: 'wait', value: 10 },
    { op: 'tvalid', value: 1 },
    { op: 'pin', pin: 'TIME_TICK', value: 1 },
    { op: 'wait', value: 6 },
    { op: 'pin', pin: 'TIME_TICK', value: 0 },
    { op: 'wait', value: 20 + below(50) },
    { op: 'sample', value: 0 },
    { op: 'wait', value: 400 },
    { op: 'sample', value: 1 },
    { op: 'wait', value: 200 },
    { op: 'tvalid', value: 0 },
  );
}

/** The host writes weights, and then the old ones again. */
function writeAndRevert(add: (...operations: Operation[]) => void, random: () => number): void {
  const [first, second] = [words(random, 1), words(random, 1)];
  add({ op: 'sample', value: 0 }, { op: 'wait', value: 50 }, configure('EN_CONF', 1));
  for (const data of [first, second, first]) add({ op: 'spiw', ...memoryWrite('wrec', 0, data) });
  add(configure('EN_CONF', 0));
}
