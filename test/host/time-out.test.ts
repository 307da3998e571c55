import { describe, expect, it } from 'vitest';
import { Chip } from '../../src/chip/chip.js';
import { Executor } from '../../src/host/executor.js';
import { parseOperation } from '../../src/host/operations.js';

const START = ['rst 5', 'sck 2', 'spiw 00010009 0', 'spiw 00010000 0'];
const SAMPLE = [...START, 'sample 1', 'wait 5', 'tick'];
const LEARN = ['rst 5', 'sck 2', 'spiw 00010009 7', 'spiw 00010000 0', 'sample 1', 'wait 5', 'tick'];

/** Operations of which the last never ends, and what the message says after the cycle. */
const CASES: readonly [operations: readonly string[], text: string][] = [
  [['pin RST 1', 'wait 3', 'aer 1'], 'the chip is in IDLE; RST is high; drive it low'],
  [['rst 5', 'pin AERIN_REQ 1', 'wait 9', 'aer 1'], 'AERIN_REQ is still high; drive it low'],
  [['rst 5', 'sck 2', 'spiw 00010017 1', 'rdy'], 'TIMING_MODE is 1, so that the pin shows timing errors'],
  [
    [...SAMPLE, 'spiw 00010000 1', 'tick'],
    'the chip is in CONFIG; EN_CONF is 1, so it stays there; write EN_CONF 0',
  ],
  [[...SAMPLE, 'out'], 'the chip is in PROP (event controller in WAIT); SAMPLE is still high'],
  [[...SAMPLE, 'sample 0', 'wait 5', 'out'], 'SAMPLE is low, but the last tick is missing; give it (pulse)'],
  [[...START, 'out'], 'the chip is in IDLE; no sample is under way'],
  [[...START, 'sample 1', 'out'], 'no tick has started the sample; give one (tick)'],
  [
    ['rst 5', 'sck 2', 'spiw 00010040 ff', 'spiw 0001000a 1', 'sample 1', 'wait 9', 'out'],
    'LOCAL_TICK is 1 in IDLE, where local ticks stand still',
  ],
  [[...SAMPLE, 'pulse', 'wait 3', 'pulse', 'wait 900', 'out'], 'a tick came while the chip was busy'],
  [
    [...SAMPLE, 'sample 0', 'wait 5', 'pulse', 'wait 900', 'rdy'],
    'the chip is in SEND; it stays there until',
  ],
  [
    [...LEARN, 'tvalid 1', 'pulse', 'wait 900', 'rdy'],
    'the chip is in GET_TAR; it stays there until it is given a label; send it (tgt), or lower TARGET_VALID',
  ],
  [[...START, 'spirdy'], 'EN_CONF is 0, and the chip enters CONFIG at the end of a step'],
  [['rst 5', 'spirdy'], 'the chip enters CONFIG only at the end of a step within a sample'],
  [[...START, 'tarreq'], 'DO_EPROP is 0: without learning the chip asks for no target'],
  [[...LEARN, 'tarreq'], 'TARGET_VALID is low: an unsupervised step asks for no target'],
  [['rst 5', 'sck 2', 'spiw 00010003 0', 'tarreq'], 'GET_TAR_REQ_OUT is 0, so that the pin does not show'],
  [[...LEARN, 'tvalid 1', 'tgt 1', 'tarreq'], 'SINGLE_LABEL is 1 and the sample has its label'],
];

describe('a time-out says what the chip is doing, why, and what to do', () => {
  it.each(CASES)('%j', (lines, text) => {
    const host = new Executor(new Chip(), { timeout: 5000 });
    const last = parseOperation(lines.at(-1)!)!;
    for (const line of lines.slice(0, -1)) host.run(parseOperation(line)!);
    expect(() => host.run(last)).toThrow(text);
  });
});
