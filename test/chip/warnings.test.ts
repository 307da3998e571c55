import { describe, expect, it } from 'vitest';
import { totalActivity } from '../../src/chip/activity.js';
import { Chip, type Engine } from '../../src/chip/chip.js';
import type { ChipState } from '../../src/chip/state.js';
import { State } from '../../src/chip/states.js';
import { WARNINGS, type Warning } from '../../src/chip/warnings.js';
import type { RegisterName } from '../../isa/registers.js';
import { Executor } from '../../src/host/executor.js';
import { parseOperation } from '../../src/host/operations.js';
import { fewestStartCycles } from '../../src/lint/step-cycles.js';
import { CODE, SpiDriver } from './spi-driver.js';

/** A chip of `neurons` inputs and neurons and one output, out of CONFIG, that notes the cycles of interest. */
function network(
  neurons: number,
  settings: Partial<Record<RegisterName, number>> = {},
): { spi: SpiDriver; chip: Chip; noted: number[]; note: (when: (s: ChipState) => boolean) => void } {
  const noted: number[] = [];
  let wanted: (s: ChipState) => boolean = () => false;
  const chip = new Chip();
  const spi = new SpiDriver(chip, 1, (s) => {
    if (wanted(s)) noted.push(s.cycle);
  }).reset();
  const all = { DO_EPROP: 0, NUM_INP: neurons - 1, NUM_REC: neurons - 1, NUM_OUT: 0, ...settings };
  for (const [name, value] of Object.entries(all)) spi.set(name as RegisterName, value);
  return { spi, chip, noted, note: (when) => (wanted = when) };
}

/** SAMPLE up and the tick that starts the sample. */
function start(spi: SpiDriver): void {
  spi.set('EN_CONF', 0);
  spi.chip.setPin('SAMPLE', 1);
  spi.run(3);
  spi.tick();
  spi.untilReady();
}

const reported = (chip: Chip): Pick<Warning, 'name' | 'count' | 'cycle'>[] =>
  chip.warnings().map(({ name, count, cycle }) => ({ name, count, cycle }));

/** Two flip-flops: a pin set now is seen in the second cycle from now. */
const SYNCHRONISED = 2;

describe('warnings', () => {
  it('are none after an ordinary sample', () => {
    const { spi, chip } = network(4);
    start(spi);
    for (let step = 0; step < 3; step++) {
      spi.request(1);
      spi.tick();
      spi.untilReady();
    }
    expect(reported(chip)).toEqual([]);
  });

  it('event-lost-at-tick: request and tick reach the core in one cycle', () => {
    const { spi, chip } = network(4);
    start(spi);
    const cycle = chip.cycle + SYNCHRONISED;
    chip.setPin('AERIN_REQ', 1);
    spi.tick();
    chip.setPin('AERIN_REQ', 0);
    spi.untilReady();
    expect(reported(chip)).toEqual([{ name: 'event-lost-at-tick', count: 1, cycle }]);
    expect([...chip.state.inNow, ...chip.state.inNext].some((flag) => flag !== 0)).toBe(false);
  });

  it('local-tick-cannot-start: once an episode', () => {
    const { spi, chip } = network(4, { LOCAL_TICK: 1, CYCLES_PER_TICK: 50 });
    const cycle = chip.cycle + SYNCHRONISED;
    chip.setPin('SAMPLE', 1);
    spi.run(500);
    expect(chip.state.ctl.state).toBe(State.IDLE);
    expect(reported(chip)).toEqual([{ name: 'local-tick-cannot-start', count: 1, cycle }]);
    chip.setPin('SAMPLE', 0);
    spi.run(10);
    chip.setPin('SAMPLE', 1);
    spi.run(10);
    expect(reported(chip)).toEqual([{ name: 'local-tick-cannot-start', count: 2, cycle }]);
  });

  it('local-tick-cannot-start: not with one cycle a tick, which does start', () => {
    const { spi, chip } = network(4, { LOCAL_TICK: 1, CYCLES_PER_TICK: 1, ERROR_HALT: 0 });
    chip.setPin('SAMPLE', 1);
    spi.run(5);
    expect(reported(chip).map((w) => w.name)).not.toContain('local-tick-cannot-start');
    expect(chip.state.ctl.state).not.toBe(State.IDLE);
  });

  it('last-neuron-unstepped: an odd number of neurons, every step', () => {
    const { spi, chip, noted, note } = network(3);
    note((s) => s.ctl.state === State.STEP && s.ctl.step === 2);
    start(spi);
    spi.tick();
    spi.untilReady();
    spi.tick();
    spi.untilReady();
    expect(noted.length).toBe(2);
    expect(reported(chip)).toEqual([{ name: 'last-neuron-unstepped', count: 2, cycle: noted[0] }]);
  });

  it('updates-repeated: SAMPLE falls before the learning pass ends', () => {
    const { spi, chip, noted, note } = network(16, { DO_EPROP: 7, THR_H_0: 0x7fff });
    // One block: 32 cycles of post-synaptic neurons, then two for each of 16 pre-synaptic ones.
    note((s) => s.ctl.state === State.EPROP && s.ctl.ePre === 31 && s.ctl.blk === 0);
    chip.setPin('TARGET_VALID', 1);
    start(spi);
    spi.tick();
    spi.run(40);
    spi.request(0, 1);
    expect(chip.state.ctl.state).toBe(State.EPROP);
    chip.setPin('SAMPLE', 0);
    spi.run(100);
    expect(chip.state.ctl.state).toBe(State.EPROP);
    expect(reported(chip)).toEqual([{ name: 'updates-repeated', count: 1, cycle: noted[0] }]);
  });

  it('flag-write-hits-sram: address bit 9', () => {
    const { spi, chip } = network(4);
    spi.write(CODE.NEUR, 0x200, 1);
    const cycle = chip.cycle + SYNCHRONISED;
    spi.run(10);
    expect(reported(chip)).toEqual([{ name: 'flag-write-hits-sram', count: 1, cycle }]);
  });

  it('update-sign-flipped: a positive update with bit 27 set', () => {
    const { spi, chip, noted, note } = network(16, {
      ...{ DO_EPROP: 1, REGRESSION: 1, NO_OUT_ACT: 1, LEARN_SIG_SCALE: 15, ALPHA_CONF_0: 1 },
      ...{ THR_H_0: 0x8000, THR_H_1: 0x8000, THR_H_2: 0x8000, THR_H_3: 0x8000, H_4: 15 },
    });
    // Neuron 0: dirty, input trace 400, no leak; a threshold that no membrane reaches. Every neuron: weight 127 to output 0.
    spi.write(CODE.NEUR, 0x200, 2).write(CODE.NEUR, 0, 400 * 2 ** 16, 0, 0, 0x7fff * 16);
    spi.write(CODE.WOUT, 0, 127);
    spi.run(10);
    note((s) => s.ctl.state === State.EPROP && s.ctl.ePre === 1 && s.ctl.blk === 0);
    chip.setPin('TARGET_VALID', 1);
    start(spi);
    spi.tick();
    spi.run(40);
    spi.request(0xff, 1);
    spi.request(0x7f, 1);
    spi.untilReady();
    // Signal 32767 (saturated), trace 400, derivative 15.
    expect((32767 * 400 * 15) & 0x8000000).not.toBe(0);
    expect(reported(chip).filter((w) => w.name !== 'flag-write-hits-sram')).toEqual([
      { name: 'update-sign-flipped', count: 1, cycle: noted[0] },
    ]);
    expect(chip.state.winp.bytes[0]).toBe(-1);
  });

  it('tick-while-busy: a second tick during propagation', () => {
    const { spi, chip } = network(200);
    spi.set('EN_CONF', 0);
    chip.setPin('SAMPLE', 1);
    spi.run(3);
    spi.tick();
    spi.run(5);
    const cycle = chip.cycle + SYNCHRONISED;
    spi.tick();
    spi.run(5);
    expect(reported(chip)).toEqual([{ name: 'tick-while-busy', count: 1, cycle }]);
    // ERROR_HALT is on after reset.
    expect(chip.state.ctl.state).toBe(State.IDLE);
  });

  it('all say what happened and what to do', () => {
    expect(WARNINGS.length).toBe(10);
    for (const { name, message, cure } of WARNINGS) {
      expect(name).toMatch(/^[a-z]+(-[a-z]+)+$/);
      expect(message.length).toBeGreaterThan(20);
      expect(cure.length).toBeGreaterThan(20);
    }
  });
});

describe('warnings of ticks that the chip cannot see', () => {
  /** Ticks of a sample on a chip of some neurons, with cycles between them. */
  function ticks(neurons: number, between: number, engine: Engine): Chip {
    const chip = new Chip(undefined, { engine });
    const host = new Executor(chip);
    const last = neurons - 1;
    for (const line of [
      'rst 5',
      'sck 2',
      `spiw 0001005e ${last}`,
      `spiw 0001005f ${last}`,
      'spiw 00010009 0',
    ])
      host.run(parseOperation(line)!);
    for (const line of ['spiw 00010060 1', 'spiw 00010000 0', 'sample 1', 'wait 5'])
      host.run(parseOperation(line)!);
    for (let n = 0; n < 5; n++) {
      host.run({ op: 'tick' });
      host.run({ op: 'wait', value: between });
    }
    return chip;
  }

  it.each(['cycle', 'auto', 'turbo'] as const)(
    'tick-lost, where TIME_TICK rises as it falls (%s)',
    (engine) => {
      for (const neurons of [2, 4, 6, 32])
        for (const between of [0, 1]) {
          const chip = ticks(neurons, between, engine);
          const seen = totalActivity(chip.state.activity).ticks;
          const lost = chip.warnings().find((w) => w.name === 'tick-lost');
          expect(seen + (lost?.count ?? 0), `${neurons} neurons, ${between} between`).toBe(5);
          expect(lost !== undefined).toBe(between === 0 && neurons === 2);
        }
    },
  );

  it('the lint knows when the first tick of a sample can be lost', () => {
    for (const neurons of [1, 2, 3, 4]) {
      const last = neurons - 1;
      const least = fewestStartCycles((name) => (name === 'NUM_OUT' ? 1 : last), false);
      const lost = ticks(neurons, 0, 'cycle')
        .warnings()
        .some((w) => w.name === 'tick-lost');
      expect(lost, `${neurons} neurons`).toBe(least <= 5);
    }
  });

  it('access-without-en-conf and unknown-register', () => {
    const chip = new Chip();
    const host = new Executor(chip);
    for (const line of ['rst 5', 'sck 2', 'spiw 00010025 2', 'spiw 30010000 1', 'spiw 00010055 9'])
      host.run(parseOperation(line)!);
    expect(reported(chip).map((w) => [w.name, w.count])).toEqual([['unknown-register', 1]]);
    for (const line of [
      'spiw 00010000 0',
      'spiw 30010000 1',
      'spiw 00010055 9',
      'spir b0010000 1',
      'spiw 00010045 1',
    ])
      host.run(parseOperation(line)!);
    expect(reported(chip).map((w) => [w.name, w.count])).toEqual([
      ['unknown-register', 1],
      ['access-without-en-conf', 3],
    ]);
  });
});
