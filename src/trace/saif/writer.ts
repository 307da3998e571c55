/**
 * Switching activity (SAIF 2.0, backward): how long each bit was 0 and 1, and how often it toggled.
 *
 * For power tools. Cycles in which the core rests count with the values they rest at.
 */
import type { ChipState } from '../../chip/state.js';
import type { Wires } from '../../chip/wires.js';
import { ascii } from '../../table/text-writer.js';
import { Sampler } from '../../signals/sampler.js';
import { lastPart } from '../../signals/lookup.js';
import { ROOT_SCOPE, type Signal } from '../../signals/signals.js';
import type { TraceFormat } from '../format.js';
import type { TraceMeta, TraceSink, WriteBytes } from '../sink.js';
import { timescale } from '../vcd/header.js';

export const saifFormat: TraceFormat = {
  name: 'saif',
  summary: 'how long each bit of each signal was 0 and 1, and how often it toggled',
  opensIn: 'power estimation tools',
  record: {
    sees: 'cycles',
    takes: ['signals'],
    makeSink: ({ signals, meta, write }) => new SaifWriter(signals, meta, write),
  },
};

/** Writes the switching activity of a run in SAIF. */
export class SaifWriter implements TraceSink {
  readonly everyCycle: boolean;
  private readonly sampler: Sampler;
  /** By bit: cycle of its last change, cycles spent at 1, toggles. */
  private readonly since: Float64Array;
  private readonly high: Float64Array;
  private readonly toggles: Float64Array;
  private readonly before: Int32Array;
  private first = -1;

  constructor(
    private readonly signals: readonly Signal[],
    private readonly meta: TraceMeta,
    private readonly write: WriteBytes,
  ) {
    this.sampler = new Sampler(signals);
    this.everyCycle = signals.some((s) => s.sck);
    const bits = 32 * this.sampler.values.length;
    this.since = new Float64Array(bits);
    this.high = new Float64Array(bits);
    this.toggles = new Float64Array(bits);
    this.before = new Int32Array(this.sampler.values.length);
  }

  readonly observe = (s: ChipState, w: Wires): void => {
    const { sampler, before } = this;
    const n = sampler.sample(s, w);
    if (this.first < 0) {
      this.first = s.cycle;
      this.since.fill(s.cycle);
      before.set(sampler.values);
      return;
    }
    for (let i = 0; i < n; i++) {
      const index = sampler.changed[i]!;
      for (let word = sampler.offsets[index]!; word < sampler.offsets[index + 1]!; word++) {
        const value = sampler.values[word]!;
        let moved = value ^ before[word]!;
        before[word] = value;
        for (; moved !== 0; moved &= moved - 1)
          this.toggle(32 * word + 31 - Math.clz32(moved & -moved), s.cycle);
      }
    }
  };

  finish(cycle: number): void {
    const first = this.first < 0 ? cycle : this.first;
    const { periodPs, version, chip } = this.meta;
    const { unit, units } = timescale(periodPs);
    const [root, ...inner] = ROOT_SCOPE.split('.');
    const lines = [
      '(SAIFILE',
      '(SAIFVERSION "2.0")',
      '(DIRECTION "backward")',
      `(DESIGN "sextant${chip === undefined ? '' : ` ${chip}`}")`,
      `(PROGRAM_NAME "Sextant")`,
      `(VERSION "${version}")`,
      '(DIVIDER . )',
      `(TIMESCALE ${unit})`,
      `(DURATION ${(cycle - first) * units})`,
      `(INSTANCE ${root}`,
      ...inner.map((name) => `(INSTANCE ${name}`),
    ];
    for (const [scope, members] of this.scopes()) {
      lines.push(...scope.map((name) => `(INSTANCE ${name}`), '(NET');
      for (const index of members) this.nets(index, first, cycle, units, lines);
      lines.push(')', ...scope.map(() => ')'));
    }
    lines.push(...inner.map(() => ')'), ')', ')');
    this.write(ascii(`${lines.join('\n')}\n`));
  }

  private toggle(bit: number, cycle: number): void {
    // The bit has just moved: it was the other value until now.
    if ((this.before[bit >>> 5]! >>> (bit & 31)) % 2 === 0) this.high[bit]! += cycle - this.since[bit]!;
    this.since[bit] = cycle;
    this.toggles[bit]!++;
  }

  private scopes(): Map<string[], number[]> {
    const scopes = new Map<string, { path: string[]; members: number[] }>();
    this.signals.forEach((s, i) => {
      const path = s.name.split('.').slice(0, -1);
      const key = path.join('.');
      const scope = scopes.get(key) ?? { path, members: [] };
      scope.members.push(i);
      scopes.set(key, scope);
    });
    return new Map([...scopes.values()].map(({ path, members }) => [path, members]));
  }

  private nets(index: number, first: number, cycle: number, units: number, lines: string[]): void {
    const signal = this.signals[index]!;
    const name = lastPart(signal.name).replace(/[[\]]/g, '\\$&');
    const start = 32 * this.sampler.offsets[index]!;
    for (let b = 0; b < signal.bits; b++) {
      const bit = start + b;
      const isHigh = (this.before[bit >>> 5]! >>> (bit & 31)) & 1;
      const t1 = this.high[bit]! + (isHigh ? cycle - Math.max(first, this.since[bit]!) : 0);
      const t0 = cycle - first - t1;
      const net = signal.bits > 1 ? `${name}\\[${b}\\]` : name;
      lines.push(`(${net} (T0 ${t0 * units}) (T1 ${t1 * units}) (TX 0) (TC ${this.toggles[bit]!}))`);
    }
  }
}
