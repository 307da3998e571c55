/** Random configurations and courses of events, and a host that carries them out on one chip. */
import { hasWord } from '../../src/chip/sram.js';
import { wrapSigned } from '../../src/fixed-point/index.js';
import fc from 'fast-check';
import seedrandom from 'seedrandom';
import type { RegisterName } from '../../isa/registers.js';
import { SEED_REGISTERS } from '../../isa/spi.js';
import { Chip } from '../../src/chip/chip.js';
import { derive } from '../../src/chip/config.js';
import { State } from '../../src/chip/states.js';
import { Executor, HostTimeout } from '../../src/host/executor.js';
import type { Operation } from '../../src/host/operations.js';
import { decodeRegister, registerNamed, registerAddress } from '../../src/isa/registers.js';
import { spiHeader } from '../../src/isa/spi.js';

/** One time step as a host sees it. */
export interface Step {
  /** Addresses of the events sent before the tick. */
  events: number[];
  /**
   * `ready` waits for the chip as a host should; `early` ticks again while it is busy, `close` within few cycles of the
   * moment it gets ready; `busy` sends an event into the scan.
   */
  manner: 'ready' | 'early' | 'close' | 'busy';
  /** Cycles between the tick and what disturbs it. */
  delay: number;
  /** Waits for TIMING_ERROR_RDY after the tick; it times out where the chip requests something. */
  waits: boolean;
  targetValid: boolean;
  inferAcc: boolean;
  /** Ends the sample after this step, SAMPLE falling `delay` cycles after the tick. */
  ends: boolean;
  label: number;
  /** A register written over SPI before the tick. */
  change?: { name: RegisterName; value: number } | undefined;
  /** Flags of a neuron written over SPI before the tick. */
  flags?: { neuron: number; value: number } | undefined;
  /** A memory word read over SPI before the tick. */
  reads?: number | undefined;
}

export interface Program {
  /** Of the memories' contents. */
  seed: number;
  config: Partial<Record<RegisterName, number>>;
  steps: Step[];
}

const bit = fc.integer({ min: 0, max: 1 });
const rarely = (values: fc.Arbitrary<number>, otherwise: number, weight = 9): fc.Arbitrary<number> =>
  fc.oneof({ weight, arbitrary: fc.constant(otherwise) }, { weight: 1, arbitrary: values });
const upTo = (max: number): fc.Arbitrary<number> => fc.integer({ min: 0, max });
const signed = (max: number): fc.Arbitrary<number> => fc.integer({ min: -max - 1, max });
const size = fc.oneof(
  { weight: 10, arbitrary: upTo(24) },
  { weight: 2, arbitrary: upTo(70) },
  { weight: 1, arbitrary: upTo(255) },
);
const word = fc.integer({ min: 0, max: 0xffffffff });
const mask = fc.oneof(fc.constant(0), fc.constant(0xffffffff), word);

const registers: { [name in RegisterName]?: fc.Arbitrary<number> } = {
  EN_CONF: rarely(fc.constant(1), 0),
  GET_TAR_REQ_OUT: bit,
  RST_MODE: bit,
  DO_EPROP: fc.oneof(fc.constant(7), upTo(7)),
  LOCAL_TICK: rarely(fc.constant(1), 0, 20),
  ERROR_HALT: bit,
  FP_LOC_WINP: upTo(7),
  FP_LOC_WREC: upTo(7),
  FP_LOC_WOUT: upTo(7),
  FP_LOC_TINP: upTo(7),
  FP_LOC_TREC: upTo(7),
  FP_LOC_TOUT: upTo(7),
  LEARN_SIG_SCALE: upTo(15),
  REGUL_MODE: upTo(7),
  REGUL_W: upTo(3),
  EN_STOCH_ROUND: bit,
  TIMING_MODE: rarely(fc.constant(1), 0),
  REGRESSION: rarely(bit, 0, 2),
  SINGLE_LABEL: bit,
  NO_OUT_ACT: bit,
  SEND_PER_TIMESTEP: rarely(bit, 0, 4),
  SEND_LABEL_ONLY: bit,
  NOISE_EN: rarely(bit, 0, 1),
  FORCE_TRACES: bit,
  CYCLES_PER_TICK: fc.integer({ min: 1, max: 3000 }),
  ALPHA_CONF_0: mask,
  ALPHA_CONF_1: mask,
  ALPHA_CONF_2: mask,
  ALPHA_CONF_3: mask,
  KAPPA: fc.oneof(fc.constant(128), upTo(255)),
  THR_H_0: signed(0x7fff),
  THR_H_1: signed(0x7fff),
  THR_H_2: signed(0x7fff),
  THR_H_3: signed(0x7fff),
  H_0: signed(15),
  H_1: signed(15),
  H_2: signed(15),
  H_3: signed(15),
  H_4: signed(15),
  LR_R_WINP: upTo(31),
  LR_P_WINP: upTo(31),
  LR_R_WREC: upTo(31),
  LR_P_WREC: upTo(31),
  LR_R_WOUT: upTo(31),
  LR_P_WOUT: upTo(31),
  NUM_INP: size,
  NUM_REC: size,
  NUM_OUT: fc.oneof(upTo(3), upTo(15)),
  REGUL_F0: fc.oneof(upTo(10), upTo(0xfff)),
  REGUL_K_INP_R: upTo(31),
  REGUL_K_INP_P: upTo(31),
  REGUL_K_REC_R: upTo(31),
  REGUL_K_REC_P: upTo(31),
  REGUL_K_MUL: upTo(31),
  NOISE_STR: upTo(15),
};
for (const name of SEED_REGISTERS) registers[name] = fc.oneof(fc.constant(0), word);

const change = fc
  .constantFrom(...(Object.keys(registers) as RegisterName[]))
  .chain((name) => fc.record({ name: fc.constant(name), value: registers[name]! }));

const sometimes = <T>(weight: number, value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });

const step: fc.Arbitrary<Step> = fc.record({
  events: fc.array(upTo(255), { maxLength: 8 }),
  manner: fc.oneof(
    { weight: 20, arbitrary: fc.constant('ready' as const) },
    { weight: 3, arbitrary: fc.constantFrom('early' as const, 'close' as const, 'busy' as const) },
  ),
  delay: upTo(400),
  waits: fc.boolean(),
  targetValid: fc.boolean(),
  inferAcc: fc.boolean(),
  ends: fc.oneof({ weight: 12, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  label: upTo(255),
  change: sometimes(25, change),
  flags: sometimes(20, fc.record({ neuron: upTo(255), value: upTo(3) })),
  reads: sometimes(40, upTo(0xffff)),
});

/** A program of a given number of steps. */
export const program = (steps: number): fc.Arbitrary<Program> =>
  fc.record({
    seed: fc.integer({ min: 0, max: 0x7fffffff }),
    config: fc.record(registers as Record<RegisterName, fc.Arbitrary<number>>),
    steps: fc.array(step, { minLength: steps, maxLength: steps }),
  });

/** Fills memories and registers of a chip just reset. */
export function prepare(chip: Chip, { seed, config }: Program): void {
  const s = chip.state;
  const random = seedrandom(String(seed));
  const below = (n: number): number => Math.floor(random() * n);
  for (const [name, value] of Object.entries(config))
    s.config[name as RegisterName] = decodeRegister(registerNamed(s.design, name)!, value);
  derive(s.config, s.derived);
  const range = random() < 0.3 ? 256 : 24;
  for (const bank of [s.winp, s.wrec, s.wout])
    for (let i = 0; i < bank.bytes.length; i++) {
      const weight = wrapSigned(below(range) - range / 2, bank.bits);
      if (hasWord(bank, Math.floor(i / bank.lanes))) bank.bytes[i] = weight;
    }
  const leak = below(4096);
  const firing = 1 << (4 + below(11));
  for (let p = 0; p < s.neur.existing; p++) {
    // An alpha of 1 (low bits 0 where ALPHA_CONF is set) draws no random bits.
    s.neur.alphaLow[p] = random() < 0.2 ? 0 : random() < 0.5 ? leak : below(4096);
    s.neur.threshold[p] = random() < 0.02 ? -below(1000) : below(firing);
  }
  for (let i = 0; i < 2 * s.neur.existing; i++) {
    s.neur.membrane[i] = below(65536);
    s.neur.inputTrace[i] = below(4096);
    s.neur.recurrentTrace[i] = below(4096);
    s.neur.outputTrace[i] = below(1024);
  }
}

/** Longest a host waits; a chip may be stuck on purpose. */
const PATIENCE = 7_000;

/** A host that carries out steps on one chip and answers its requests. */
export class RandomHost {
  private readonly executor: Executor;
  private inSample = false;
  /** Results of the operations. */
  readonly events: string[] = [];

  constructor(readonly chip: Chip) {
    this.executor = new Executor(chip, {
      timeout: PATIENCE,
      onEvent: (record) => this.events.push(JSON.stringify(record)),
    });
    this.perform({ op: 'autosnap', value: 0 });
    this.perform({ op: 'rst', value: 5 });
    this.perform({ op: 'wait', value: 5 });
  }

  /** Carries out a step; yields where chips are worth comparing: at its end, and before what disturbs it. */
  *take(step: Step): Generator<void, void> {
    if (!this.inSample) {
      this.perform({ op: 'sample', value: 1 });
      this.perform({ op: 'wait', value: 4 });
      this.perform({ op: 'pulse' });
      this.inSample = true;
      this.settle(step);
    }
    this.perform({ op: 'tvalid', value: step.targetValid ? 1 : 0 });
    this.perform({ op: 'infer', value: step.inferAcc ? 1 : 0 });
    if (step.change) this.write(step.change.name, step.change.value);
    if (step.flags || step.reads !== undefined) this.debug(step);
    for (const address of step.events) this.perform({ op: 'aer', value: address });
    this.perform({ op: step.waits && step.manner === 'ready' ? 'tick' : 'pulse' });
    if (step.manner === 'early' || step.manner === 'close') {
      const close = Math.max(0, this.cyclesUntilReady() - 6 + (step.delay % 8));
      this.perform({ op: 'wait', value: step.manner === 'close' ? close : step.delay });
      yield;
      this.perform({ op: 'pulse' });
      yield;
    } else if (step.manner === 'busy') {
      this.perform({ op: 'wait', value: step.delay });
      yield;
      this.perform({ op: 'aer', value: step.label });
    }
    if (step.ends) {
      this.perform({ op: 'wait', value: step.delay });
      yield;
      this.perform({ op: 'sample', value: 0 });
      this.inSample = false;
    }
    this.settle(step);
    yield;
  }

  /** Answers what the chip asks for until it waits for the next tick, or patience ends. */
  private settle(step: Step): void {
    const { chip } = this;
    const { ctl: k, config: c } = chip.state;
    const limit = chip.cycle + PATIENCE;
    let answers = 0;
    while (chip.cycle < limit && answers < 64) {
      if (k.state === State.GET_TAR) this.perform({ op: 'tgt', value: (step.label + answers++) & 255 });
      else if (k.state === State.CONFIG) {
        // The valid flags of neurons 0 and 1 stand for all in a learning pass.
        if (step.flags) this.writeFlags(step.flags.neuron & 1, step.flags.value);
        this.write('EN_CONF', 0);
        answers++;
      } else if (k.outReq !== 0) {
        this.perform({ op: 'out' });
        answers++;
      } else if (k.state === State.IDLE || (k.state === State.PROP && k.evt === 0)) {
        // SEND has yet to come where SAMPLE has fallen in time.
        if (c.LOCAL_TICK === 0 || k.state === State.IDLE) return;
        chip.advance(limit - chip.cycle);
      } else chip.advance(limit - chip.cycle);
    }
  }

  /** Cycles until the chip is ready for a tick with the pins as they are; 0 where it will not be. */
  private cyclesUntilReady(): number {
    const { chip } = this;
    const before = chip.snapshot();
    const start = chip.cycle;
    const limit = start + PATIENCE;
    while (chip.readPin('TIMING_ERROR_RDY') === 0 && chip.cycle < limit) chip.advance(limit - chip.cycle);
    const cycles = chip.cycle - start;
    chip.restore(before);
    return cycles < PATIENCE ? cycles : 0;
  }

  private write(name: RegisterName, value: number): void {
    const header = spiHeader({ addr: registerAddress(name), count: 1, code: 0, read: false });
    this.perform({ op: 'spiw', header, data: [value >>> 0] });
  }

  private writeFlags(neuron: number, value: number): void {
    const header = spiHeader({ addr: 0x200 | neuron, count: 1, code: 1, read: false });
    this.perform({ op: 'spiw', header, data: [value] });
  }

  /** Flags and readings need EN_CONF. */
  private debug({ flags, reads }: Step): void {
    this.write('EN_CONF', 1);
    if (flags) this.writeFlags(flags.neuron, flags.value);
    if (reads !== undefined) {
      const header = spiHeader({ addr: reads, count: 1, code: 1 + (reads % 5), read: true });
      this.perform({ op: 'spir', header, count: 1 });
    }
    if (((flags?.value ?? 0) & 1) === 0) this.write('EN_CONF', 0);
  }

  private perform(operation: Operation): void {
    try {
      this.executor.run(operation);
    } catch (error) {
      if (!(error instanceof HostTimeout)) throw error;
      this.events.push(error.message);
    }
  }
}
