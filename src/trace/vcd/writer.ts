/**
 * Value change dumps (VCD, IEEE 1364): a header with the hierarchy, then only what changes.
 *
 * The states of the two controllers stand twice, as numbers and as text (`$var string`, an extension that GTKWave and
 * Surfer read). The value at time t is that of the cycle which starts at t, just before the edge that ends it.
 */
import type { ChipState } from '../../chip/state.js';
import type { Wires } from '../../chip/wires.js';
import { ascii, TextWriter } from '../../table/text-writer.js';
import { Sampler } from '../../signals/sampler.js';
import type { Signal } from '../../signals/signals.js';
import type { TraceMeta, TraceSink, WriteBytes } from '../sink.js';
import { identifier, timescale, vcdHeader } from './header.js';

const CHUNK = 1 << 18;
const NEWLINE = 10;

/** Writes a run as a waveform in VCD. */
export class VcdWriter implements TraceSink {
  readonly everyCycle: boolean;
  private readonly out = new TextWriter(CHUNK + (1 << 16));
  private readonly sampler: Sampler;
  /** By signal: what follows its value, identifier and newline; and the same for its text. */
  private readonly tails: Uint8Array[];
  private readonly textTails: (Uint8Array | undefined)[];
  private readonly labels: (Uint8Array[] | undefined)[];
  private readonly units: number;
  private started = false;
  private last = -1;

  constructor(
    private readonly signals: readonly Signal[],
    private readonly meta: TraceMeta,
    private readonly write: WriteBytes,
    private readonly stateNames = true,
  ) {
    this.sampler = new Sampler(signals);
    this.everyCycle = signals.some((s) => s.sck);
    this.units = timescale(meta.periodPs).units;
    let next = signals.length;
    this.tails = signals.map((s, i) => ascii(`${s.bits > 1 ? ' ' : ''}${identifier(i)}\n`));
    this.textTails = signals.map((s) =>
      stateNames && s.labels ? ascii(` ${identifier(next++)}\n`) : undefined,
    );
    this.labels = signals.map((s) => (stateNames ? s.labels?.map((name) => ascii(`s${name}`)) : undefined));
  }

  readonly observe = (s: ChipState, w: Wires): void => {
    const { sampler, out } = this;
    const first = !this.started;
    if (sampler.sample(s, w) === 0) return;
    if (first) this.header(s.cycle);
    if (s.cycle !== this.last) this.time(s.cycle);
    if (first) out.append(ascii('$dumpvars\n'));
    for (let i = 0; i < sampler.count; i++) this.value(sampler.changed[i]!);
    if (first) out.append(ascii('$end\n'));
    if (out.length >= CHUNK) this.flush();
  };

  finish(cycle: number): void {
    if (!this.started) this.header(cycle);
    if (cycle > this.last) this.time(cycle);
    this.flush();
  }

  private flush(): void {
    if (this.out.length > 0) this.write(this.out.take());
  }

  private time(cycle: number): void {
    this.last = cycle;
    this.out.reserve(32);
    this.out.byte(35);
    this.out.number(cycle * this.units);
    this.out.byte(NEWLINE);
  }

  private value(index: number): void {
    const { out, sampler } = this;
    const { bits } = this.signals[index]!;
    const tail = this.tails[index]!;
    out.reserve(bits + 16);
    const at = sampler.offsets[index]!;
    if (bits === 1) out.byte(48 + (sampler.values[at]! & 1));
    else this.vector(at, bits);
    append(out, tail);
    const labels = this.labels[index];
    if (labels) {
      append(out, labels[sampler.values[at]!]!);
      append(out, this.textTails[index]!);
    }
  }

  /** Binary digits without leading zeros. */
  private vector(at: number, bits: number): void {
    const { out } = this;
    const { values } = this.sampler;
    const { bytes } = out;
    let n = out.length;
    bytes[n++] = 98;
    let word = (bits - 1) >>> 5;
    while (word > 0 && values[at + word] === 0) word--;
    // The low bits of the top word: signed values narrower than a word carry copies of their sign above them.
    const topBits = word === (bits - 1) >>> 5 ? ((bits - 1) & 31) + 1 : 32;
    const top = topBits === 32 ? values[at + word]! : values[at + word]! & ((1 << topBits) - 1);
    for (let bit = top === 0 ? 0 : 31 - Math.clz32(top); bit >= 0; bit--)
      bytes[n++] = 48 + ((top >>> bit) & 1);
    for (word--; word >= 0; word--) {
      const value = values[at + word]!;
      for (let bit = 31; bit >= 0; bit--) bytes[n++] = 48 + ((value >>> bit) & 1);
    }
    out.length = n;
  }

  private header(cycle: number): void {
    this.started = true;
    const declared = this.signals.map(({ name, bits, signed, labels }) => ({
      name,
      type: 'bits' as const,
      bits,
      signed,
      labelled: this.stateNames && labels !== undefined,
    }));
    this.out.append(ascii(vcdHeader(declared, this.meta, cycle)));
  }
}

/** Short byte strings, room reserved: a loop is faster than `set`. */
function append(out: TextWriter, bytes: Uint8Array): void {
  for (let i = 0; i < bytes.length; i++) out.bytes[out.length++] = bytes[i]!;
}
