/**
 * Silent failures: what a program does that the chip accepts without a word and the user will regret.
 *
 * The program is run without a chip (dry-run.ts) and its operations are judged. Each finding names the instruction and
 * the cure.
 */
import { REGISTERS, type RegisterName } from '../../isa/registers.js';
import { durationOf, labelOf } from '../firmware/events.js';
import { sourceOf, type FirmwareImage } from '../firmware/image.js';
import { dryRun, type DryObserver, type DryView } from './dry-run.js';
import type { Operation } from '../host/operations.js';
import { worstStepCycles } from './step-cycles.js';

export interface Finding {
  readonly name: string;
  readonly message: string;
  readonly cure: string;
  /** Instruction, where there is one. */
  readonly pc?: number;
  /** File and line it comes from, where known. */
  readonly source?: string;
}

/** Instructions and operations looked at. */
const MOST = 400_000;

/** What is wrong with a program, each thing once. */
export function lintImage(image: FirmwareImage, most = MOST): Finding[] {
  const lint = new Lint(image);
  const { view } = dryRun(image, lint, most);
  lint.streams();
  lint.end(view);
  return lint.findings;
}

/** One line for people. */
export function formatFinding({ name, message, cure, pc, source }: Finding): string {
  const at = pc === undefined ? '' : ` at instruction ${pc}${source === undefined ? '' : ` (${source})`}`;
  return `${name}: ${message}${at}; ${cure}`;
}

/** Registers without reset value that matter, and when they do. */
const NEEDED: readonly { when: (get: Get) => boolean; names: readonly RegisterName[] }[] = [
  { when: (get) => get('LOCAL_TICK') !== 0, names: ['CYCLES_PER_TICK'] },
  {
    when: (get) => get('DO_EPROP') !== 0,
    names: ['THR_H_0', 'THR_H_1', 'THR_H_2', 'THR_H_3', 'H_0', 'H_1', 'H_2', 'H_3', 'H_4'],
  },
  { when: (get) => (get('DO_EPROP') & 1) !== 0, names: ['LR_R_WINP', 'LR_P_WINP'] },
  { when: (get) => (get('DO_EPROP') & 2) !== 0, names: ['LR_R_WREC', 'LR_P_WREC'] },
  { when: (get) => (get('DO_EPROP') & 4) !== 0, names: ['LR_R_WOUT', 'LR_P_WOUT'] },
  { when: (get) => get('DO_EPROP') !== 0 && get('REGUL_MODE') !== 0, names: ['REGUL_F0'] },
  {
    when: (get) => get('DO_EPROP') !== 0 && (get('REGUL_MODE') & 2) !== 0 && (get('REGUL_W') & 1) !== 0,
    names: ['REGUL_K_INP_R', 'REGUL_K_INP_P'],
  },
  {
    when: (get) => get('DO_EPROP') !== 0 && (get('REGUL_MODE') & 2) !== 0 && (get('REGUL_W') & 2) !== 0,
    names: ['REGUL_K_REC_R', 'REGUL_K_REC_P'],
  },
  { when: (get) => get('DO_EPROP') !== 0 && (get('REGUL_MODE') & 1) !== 0, names: ['REGUL_K_MUL'] },
  { when: (get) => get('NOISE_EN') !== 0, names: ['NOISE_STR'] },
];

type Get = (name: RegisterName) => number;
const RESETS = new Map<string, number>(REGISTERS.flatMap((r) => ('reset' in r ? [[r.name, r.reset]] : [])));

class Lint implements DryObserver {
  readonly findings: Finding[] = [];
  private readonly seen = new Set<string>();
  private half = 1;
  private sampleHigh = false;
  private targetEver = false;
  private learnedTick: number | undefined;
  private firstTick: number | undefined;
  /** Cycles at least since the last tick that was not waited for, and events since. */
  private sincePulse: number | undefined;
  private events = 0;
  private ticksInSample = 0;

  constructor(private readonly image: FirmwareImage) {}

  operation(o: Operation, view: DryView): void {
    const get: Get = (name) => view.registers.get(name) ?? RESETS.get(name) ?? 0;
    switch (o.op) {
      case 'sck':
        this.half = o.value;
        return;
      case 'spiw':
      case 'spir':
        this.fastClock(view, o.op === 'spir');
        this.pass(64 * this.half);
        return;
      case 'wait':
        this.pass(o.value);
        return;
      case 'aer':
        this.events++;
        this.pass(4);
        this.inputBeyond(o.value, view, get);
        return;
      case 'tgt':
        this.pass(7);
        return;
      case 'sample':
        this.sample(o.value !== 0, view, get);
        return;
      case 'tvalid':
        this.targetEver ||= o.value !== 0;
        return;
      case 'pin':
        this.pin(o.pin, o.value, view, get);
        return;
      case 'tick':
      case 'pulse':
        this.tick(o.op === 'pulse', view, get);
        return;
      case 'rdy':
      case 'spirdy':
      case 'out':
      case 'tarreq':
        this.sincePulse = undefined;
        return;
      default:
        return;
    }
  }

  register(name: RegisterName, value: number, view: DryView): void {
    const get: Get = (n) => view.registers.get(n) ?? RESETS.get(n) ?? 0;
    if ((name === 'LOCAL_TICK' || name === 'CYCLES_PER_TICK') && get('LOCAL_TICK') !== 0)
      this.localTicks(view, get);
    if (name === 'LOCAL_TICK' && value !== 0 && this.sampleHigh && this.ticksInSample === 0)
      this.cannotStart(view, get);
  }

  /** What the streams hold, played or not. */
  streams(): void {
    this.image.streams.forEach((s, i) => {
      const list = Array.from({ length: s.samples }, (_, k) => k);
      const report = (what: string, bad: number[], cure: string): void => {
        if (bad.length === 0) return;
        const which = bad.length === 1 ? `sample ${bad[0]!}` : `${bad.length} samples (first ${bad[0]!})`;
        this.add({ name: `sample-without-${what}`, message: `stream ${i}: ${which} without ${what}`, cure });
      };
      report(
        'end',
        list.filter((k) => durationOf(s, k) === undefined),
        'end every sample with .end TICKS: play traps',
      );
      report(
        'label',
        list.filter((k) => labelOf(s, k) < 0),
        'give it a .label, or its marks never come',
      );
    });
  }

  /** What the whole run lacks. */
  end(view: DryView): void {
    const get: Get = (name) => view.registers.get(name) ?? RESETS.get(name) ?? 0;
    if (this.firstTick === undefined) return;
    if (this.learnedTick !== undefined && !this.targetEver && (get('REGUL_MODE') & 6) !== 6)
      this.add({
        name: 'learning-without-target',
        message: `DO_EPROP is ${get('DO_EPROP')}, but TARGET_VALID is never raised: nothing is learnt`,
        cure: 'raise it with tvalid 1 (or play with SUPERVISE), or write DO_EPROP 0',
        ...this.at(this.learnedTick),
      });
    this.memories(view, get, this.firstTick);
  }

  private fastClock(view: DryView, reading: boolean): void {
    if (reading && this.half < 4)
      this.add({
        name: 'read-too-fast',
        message: `a read at ${2 * this.half} cycles a bit: the first bit of a word still shows the word before`,
        cure: 'sck 4 or more before a read',
        ...this.at(view.pc),
      });
    if (this.half >= 2) return;
    this.add({
      name: 'sck-too-fast',
      message: 'SCK runs faster than a quarter of CLK: the core may miss writes to memories',
      cure: 'sck 2 or more before the first transfer',
      ...this.at(view.pc),
    });
  }

  private pass(cycles: number): void {
    if (this.sincePulse !== undefined) this.sincePulse += cycles;
  }

  private pin(pin: string, value: number, view: DryView, get: Get): void {
    if (pin === 'SAMPLE') this.sample(value !== 0, view, get);
    else if (pin === 'TARGET_VALID') this.targetEver ||= value !== 0;
    else if (pin === 'TIME_TICK' && value !== 0) this.tick(true, view, get);
  }

  private sample(high: boolean, view: DryView, get: Get): void {
    if (high && !this.sampleHigh) {
      this.ticksInSample = 0;
      if (get('LOCAL_TICK') !== 0) this.cannotStart(view, get);
    }
    this.sampleHigh = high;
  }

  private cannotStart(view: DryView, get: Get): void {
    if (get('CYCLES_PER_TICK') === 1) return;
    this.add({
      name: 'local-tick-cannot-start',
      message:
        'SAMPLE rises with LOCAL_TICK set: in IDLE the tick counter stands still, the sample never starts',
      cure: 'start the sample with an external tick, then set LOCAL_TICK',
      ...this.at(view.pc),
    });
  }

  private localTicks(view: DryView, get: Get): void {
    const worst = worstStepCycles(get);
    const period = get('CYCLES_PER_TICK');
    if (period < worst)
      this.add({
        name: 'ticks-too-close',
        message: `local ticks come every ${period} cycles, a step can take ${worst}`,
        cure: `CYCLES_PER_TICK of ${worst} or more`,
        ...this.at(view.pc),
      });
  }

  private tick(unattended: boolean, view: DryView, get: Get): void {
    this.ticksInSample++;
    if (this.firstTick === undefined) {
      this.firstTick = view.pc;
      this.settings(view, get);
    }
    if (get('DO_EPROP') !== 0) this.learnedTick ??= view.pc;
    const worst = worstStepCycles(get, this.events);
    if (this.sincePulse !== undefined && this.sincePulse + 5 < worst)
      this.add({
        name: 'ticks-too-close',
        message: `a tick ${this.sincePulse + 5} cycles after the last, which can take ${worst}`,
        cure: `rdy or wait ${worst} before it`,
        ...this.at(view.pc),
      });
    this.sincePulse = unattended ? 0 : undefined;
    this.events = 0;
  }

  /** What must be set before the first tick. */
  private settings(view: DryView, get: Get): void {
    const last = Math.max(get('NUM_INP'), get('NUM_REC'), get('NUM_OUT'));
    if (last % 2 === 0)
      this.add({
        name: 'odd-neuron-count',
        message: `the largest of NUM_INP, NUM_REC, NUM_OUT is ${last}, an odd count: neuron ${last} is never stepped`,
        cure: `make it ${last + 1}`,
        ...this.at(view.pc),
      });
    const missing = NEEDED.filter((n) => n.when(get)).flatMap((n) =>
      n.names.filter((name) => !view.registers.has(name)),
    );
    if (missing.length > 0)
      this.add({
        name: 'register-never-written',
        message: `${missing.join(', ')}: no reset value and not written before the first tick`,
        cure: 'write them (cfg), silicon powers up with anything in them',
        ...this.at(view.pc),
      });
  }

  private inputBeyond(address: number, view: DryView, get: Get): void {
    if (address <= get('NUM_INP')) return;
    this.add({
      name: 'event-beyond-inputs',
      message: `an event of input ${address}, but NUM_INP is ${get('NUM_INP')}`,
      cure: 'raise NUM_INP or mend the event',
      ...this.at(view.pc),
    });
  }

  /** Memories that steps read: neuron parameters, and the weights of everyone who may spike. */
  private memories(view: DryView, get: Get, pc: number): void {
    const [inputs, neurons, outputs] = [get('NUM_INP') + 1, get('NUM_REC') + 1, get('NUM_OUT') + 1];
    const check = (name: 'winp' | 'wrec' | 'wout', rows: number, columns: number, stride: number): void => {
      let missing = 0;
      for (let pre = 0; pre < rows; pre++)
        for (let chunk = 0; chunk < Math.ceil(columns / 4); chunk++)
          if (!view.memories[name].has(pre * stride + chunk)) missing++;
      if (missing > 0) this.unwritten(name, missing, rows * Math.ceil(columns / 4), pc);
    };
    let parameters = 0;
    for (let pair = 0; pair < Math.ceil(neurons / 2); pair++)
      if (!view.memories.neur.has(4 * pair + 3)) parameters++;
    if (parameters > 0) this.unwritten('neur (thresholds and leaks)', parameters, Math.ceil(neurons / 2), pc);
    check('winp', inputs, neurons, 64);
    check('wrec', neurons, neurons, 64);
    check('wout', neurons, outputs, 4);
  }

  private unwritten(memory: string, missing: number, all: number, pc: number): void {
    this.add({
      name: 'memory-never-written',
      message: `${memory}: ${missing} of ${all} words in use are never written`,
      cure: 'load them over SPI, silicon powers up with anything in them',
      ...this.at(pc),
    });
  }

  private at(pc: number): Pick<Finding, 'pc' | 'source'> {
    const source = sourceOf(this.image, pc);
    return { pc, ...(source === undefined ? {} : { source: `${source.file}:${source.line}` }) };
  }

  private add(finding: Finding): void {
    const key = `${finding.name}/${finding.name.startsWith('memory') || finding.name.startsWith('sample') ? finding.message : ''}`;
    if (this.seen.has(key)) return;
    this.seen.add(key);
    this.findings.push(finding);
  }
}
