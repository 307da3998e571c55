import { describe, expect, it, vi } from 'vitest';
import type { CycleObserver } from '../../src/chip/cycle.js';
import { Executor, HostTimeout, type ExecutorOptions } from '../../src/host/executor.js';
import { parseOperation } from '../../src/host/operations.js';
import { Chip } from '../../src/chip/chip.js';
import { eventLine, type EventRecord, type SpiReadRecord } from '../../src/trace/events/record.js';
import { RowWriter } from '../../src/trace/rows/writer.js';
import { gunzipped, operationsOf } from '../trace/runs.js';
import { RecordingChip, type Action } from '../chip/recording.js';

/** A host with a chip of four neurons, its pin changes and events since the last look. */
class Host {
  readonly chip = new RecordingChip();
  readonly events: EventRecord[] = [];
  private readonly executor: Executor;
  private seen = 0;

  constructor(options: ExecutorOptions = {}) {
    this.executor = new Executor(this.chip, { ...options, onEvent: (record) => this.events.push(record) });
    this.do(
      'rst 5',
      'wait 5',
      ...['005e', '005f', '0060'].map((a) => `spiw 0001${a} ${a === '0060' ? 0 : 3}`),
    );
    this.do('spiw 00010009 0');
  }

  do(...lines: string[]): this {
    for (const line of lines) this.executor.run(parseOperation(line)!);
    return this;
  }

  /** What an operation does to the pins, consecutive cycles added up: `RST=1`, `run 5`. */
  pinsOf(line: string): string[] {
    this.seen = this.chip.actions.length;
    this.do(line);
    const texts: string[] = [];
    let cycles = 0;
    const flush = (): void => {
      if (cycles > 0) texts.push(`run ${cycles}`);
      cycles = 0;
    };
    const one = (action: Action): void => {
      if ('cycles' in action) cycles += action.cycles;
      else {
        flush();
        texts.push(`${action.pin}=${action.value}`);
      }
    };
    this.chip.actions.slice(this.seen).forEach(one);
    flush();
    return texts;
  }
}

describe('the pins of each operation', () => {
  it('rst, wait, sample, tvalid, infer, pin: as they say', () => {
    const host = new Host();
    expect(host.pinsOf('rst 7')).toEqual(['RST=1', 'run 7', 'RST=0']);
    expect(host.pinsOf('rst 0')).toEqual(['RST=1', 'RST=0']);
    expect(host.pinsOf('wait 200000')).toEqual(['run 200000']);
    expect(host.pinsOf('wait 0')).toEqual([]);
    expect(host.pinsOf('sample 1')).toEqual(['SAMPLE=1']);
    expect(host.pinsOf('tvalid 1')).toEqual(['TARGET_VALID=1']);
    expect(host.pinsOf('infer 1')).toEqual(['INFER_ACC=1']);
    expect(host.pinsOf('pin AERIN_ADDR 99')).toEqual(['AERIN_ADDR=99']);
    expect(host.pinsOf('sck 4')).toEqual([]);
    expect(host.pinsOf('autosnap 0')).toEqual([]);
  });

  it('spiw: bits first to last, H cycles before and after each rise', () => {
    const host = new Host();
    const bits = (word: number, half: number): string[] =>
      Array.from({ length: 32 }, (_, i) => [
        ...[`MOSI=${(word >>> (31 - i)) & 1}`, `run ${half}`, 'SCK=1', `run ${half}`, 'SCK=0'],
      ]).flat();
    expect(host.pinsOf('spiw 00010045 7b')).toEqual([...bits(0x00010045, 1), ...bits(0x7b, 1)]);
    expect(host.chip.state.config.KAPPA).toBe(0x7b);
    host.do('sck 3');
    expect(host.pinsOf('spiw 80000000')).toEqual(bits(0x80000000, 3));
  });

  it('spir: takes MISO before each rise and tells the cycle after the header', () => {
    const host = new Host();
    host.do('sck 5', 'spiw 50010007 cafef00d', 'wait 9');
    const start = host.chip.cycle;
    const pins = host.pinsOf('spir d0010007 2');
    expect(pins.slice(160)).toEqual(new Array(64).fill(['run 5', 'SCK=1', 'run 5', 'SCK=0']).flat());
    expect(host.events.at(-1)).toMatchObject({ cycle: start + 320, spir: 0xd0010007 });
    expect((host.events.at(-1) as SpiReadRecord).data[0]).toBe(0xcafef00d);
    expect(host.chip.cycle).toBe(start + 320 + 640);
  });

  it('aer: one cycle of address, then request until it is acknowledged', () => {
    const host = new Host();
    expect(host.pinsOf('aer 3')).toEqual([
      'AERIN_TAR_EN=0',
      'AERIN_ADDR=3',
      'run 1',
      'AERIN_REQ=1',
      'run 3',
      'AERIN_REQ=0',
    ]);
    // The next one waits for the acknowledge to fall.
    expect(host.pinsOf('aer 2')).toEqual([
      ...['AERIN_TAR_EN=0', 'run 3', 'AERIN_ADDR=2', 'run 1', 'AERIN_REQ=1', 'run 3', 'AERIN_REQ=0'],
    ]);
    expect([...host.chip.state.inNext.subarray(0, 4)]).toEqual([0, 0, 1, 1]);
  });

  it('tgt: waits for the acknowledge to fall, too', () => {
    const host = new Host();
    expect(host.pinsOf('tgt 9')).toEqual([
      ...['AERIN_TAR_EN=1', 'AERIN_ADDR=9', 'run 1', 'AERIN_REQ=1', 'run 3', 'AERIN_REQ=0', 'run 3'],
      'AERIN_TAR_EN=0',
    ]);
    expect(host.chip.state.ctl.classLabel).toBe(9);
  });

  it('tick, pulse and rdy: five cycles of tick, then ready or not', () => {
    const host = new Host();
    expect(host.pinsOf('pulse')).toEqual(['TIME_TICK=1', 'run 5', 'TIME_TICK=0']);
    host.do('spiw 00010000 0', 'sample 1', 'wait 5');
    // The tick is seen in the third cycle; then four neurons are scanned: seven cycles, ready in the eighth.
    expect(host.pinsOf('tick')).toEqual(['TIME_TICK=1', 'run 5', 'TIME_TICK=0', 'run 2']);
    expect(host.events.at(-1)).toMatchObject({
      tag: 'tick',
      state: 'PROP',
      evt: 'WAIT',
      cycle: host.chip.cycle,
    });
    host.do('pulse');
    // STEP, SDONE and the next scan; the thresholds are 0, so all four neurons spike, four cycles each.
    expect(host.pinsOf('rdy')).toEqual(['run 23']);
    expect(host.events.at(-1)).toMatchObject({ tag: 'rdy', cycle: host.chip.cycle });
  });

  it('spirdy, tarreq and out: wait for what they name', () => {
    const host = new Host();
    host.do('sample 1', 'wait 5', 'tick', 'pulse');
    host.pinsOf('spirdy');
    expect(host.events.at(-1)).toMatchObject({ tag: 'spirdy', state: 'CONFIG' });
    host.do('spiw 00010009 7', 'tvalid 1', 'wait 5', 'spiw 00010000 0');
    // EN_CONF fell on a rise of SCK, one cycle before the end of the write.
    expect(host.pinsOf('tarreq')).toEqual([]);
    host.do('tgt 0', 'rdy', 'sample 0', 'wait 5', 'pulse');
    const pins = host.pinsOf('out');
    expect(pins.slice(-3)).toEqual(['OUT_ACK=1', 'run 3', 'OUT_ACK=0']);
    const [snapshot, output] = host.events.slice(-2);
    expect(snapshot).toMatchObject({ tag: 'out', state: 'SEND' });
    expect(output).toEqual({ cycle: (snapshot as { cycle: number }).cycle, out: 0 });
  });

  it('snapshots of snap always come, those of autosnap only while it is on', () => {
    const host = new Host();
    host.do('rdy', 'autosnap 0', 'rdy', 'snap here', 'autosnap 1', 'rdy');
    expect(host.events.map((e) => (e as { tag: string }).tag)).toEqual(['rdy', 'here', 'rdy']);
  });

  it('snap and autosnap: tags alone where no record is read', () => {
    const tags: string[] = [];
    const host = new Host({ onSnapshot: (tag) => tags.push(tag) });
    host.do('snap a', 'autosnap 0', 'snap b', 'autosnap 1', 'snap c');
    expect([tags, host.events]).toEqual([['a', 'b', 'c'], []]);
  });

  it('rows CRCs are in the snapshots while automatic ones are on', () => {
    const crcs = (recordsRows?: 'always' | 'never'): (string | undefined)[] => {
      const host = new Host({ rowsCrc: () => 0xabc, ...(recordsRows ? { recordsRows } : {}) });
      host.do('snap a', 'autosnap 0', 'snap b');
      return host.events.map((e) => (e as { crc: { rows?: string } }).crc.rows);
    };
    expect(crcs()).toEqual(['00000abc', undefined]);
    expect(crcs('always')).toEqual(['00000abc', '00000abc']);
    expect(crcs('never')).toEqual([undefined, undefined]);
  });
});

describe('the observer of rows', () => {
  it('gives snapshots the recorded CRCs where no row is written', () => {
    const name = 'learn_out_a1';
    const writer = new RowWriter();
    const events: string[] = [];
    const host = new Executor(new Chip(), {
      rowsObserver: writer.observe,
      rowsCrc: () => writer.rowsCrc(),
      onEvent: (record) => events.push(eventLine(record)),
    });
    for (const operation of operationsOf(gunzipped(`${name}.host.gz`))) host.run(operation);
    expect(events.join('')).toBe(gunzipped(`${name}.events.jsonl.gz`));
  });
});

describe('waits that never end', () => {
  const waits: [string, string[], string][] = [
    ['spirdy', [], 'SPI_RDY'],
    ['tarreq', [], 'MISO (target request)'],
    ['out', [], 'OUT_REQ'],
    ['rdy', ['spiw 00010017 1'], 'TIMING_ERROR_RDY'],
    ['aer 1', ['pin RST 1', 'wait 5'], 'AERIN_ACK'],
    ['aer 1', ['pin AERIN_REQ 1', 'wait 9'], 'AERIN_ACK low'],
  ];
  it.each(waits)('%s ends in HostTimeout at the limit', (line, before, what) => {
    const host = new Host({ timeout: 1000 }).do(...before);
    const start = host.chip.cycle + (line === 'aer 1' && what === 'AERIN_ACK' ? 1 : 0);
    expect(() => host.do(line)).toThrow(HostTimeout);
    expect(host.chip.cycle).toBe(start + 1000);
    try {
      new Host({ timeout: 10 }).do(...before, line);
    } catch (error) {
      expect(error).toMatchObject({ waitedFor: what, limit: 10 });
      expect((error as Error).message).toMatch(
        /^timed out after 10 cycles waiting for .* \(cycle \d+\): the chip is in /,
      );
    }
  });

  it('are skipped, not stepped, where the chip is at rest', () => {
    const host = new Host();
    const advance = vi.spyOn(host.chip, 'advance');
    expect(() => host.do('out')).toThrow('timed out after 50000000 cycles waiting for OUT_REQ');
    expect(advance.mock.calls.length).toBeLessThan(1000);
  });

  it('are refused before they begin, when a wait is longer than the limit', () => {
    const host = new Host({ timeout: 1000 });
    const { cycle } = host.chip;
    expect(() => host.do('wait 1001')).toThrow(HostTimeout);
    expect(host.chip.cycle).toBe(cycle);
    host.do('wait 1000');
    expect(host.chip.cycle).toBe(cycle + 1000);
  });
});

describe('the observer', () => {
  it('sees every cycle in which something moves', () => {
    const cycles: number[] = [];
    const observer: CycleObserver = (s) => cycles.push(s.cycle);
    const host = new Host({ observer });
    expect(cycles[0]).toBe(0);
    expect(new Set(cycles).size).toBe(cycles.length);
    const before = cycles.length;
    host.do('wait 100000');
    expect(cycles.length - before).toBeLessThan(10);
  });
});
