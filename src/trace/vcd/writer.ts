/**
 * Value change dumps (VCD, IEEE 1364): a header with the hierarchy, then only what changes.
 *
 * The states of the two controllers stand twice, as numbers and as text (`$var string`, an extension that GTKWave and
 * Surfer read). The value at time t is that of the cycle which starts at t, just before the edge that ends it.
 */
import type { ChipState } from '../../chip/state.js';
import type { Wires } from '../../chip/wires.js';
import { ascii, ByteWriter } from '../../table/byte-writer.js';
import { Sampler } from '../../signals/sampler.js';
import { ROOT_SCOPE, type Signal } from '../../signals/signals.js';
import type { TraceMeta, TraceSink, WriteBytes } from '../sink.js';

const CHUNK = 1 << 18;
const NEWLINE = 10;
const UNITS: [string, number][] = [
  ['1 us', 1e6],
  ['100 ns', 1e5],
  ['10 ns', 1e4],
  ['1 ns', 1e3],
  ['100 ps', 100],
  ['10 ps', 10],
  ['1 ps', 1],
];

/** Coarsest unit in which a period is a whole number, and that number. */
export function timescale(periodPs: number): { unit: string; units: number } {
  const [unit, ps] = UNITS.find(([, size]) => periodPs % size === 0) ?? ['1 ps', 1];
  return { unit, units: Math.max(1, Math.round(periodPs / ps)) };
}

/** Identifier codes: shortest first, printable characters 33..126. */
export function identifier(index: number): string {
  let code = '';
  for (let n = index; ; n = Math.floor(n / 94) - 1) {
    code += String.fromCharCode(33 + (n % 94));
    if (n < 94) return code;
  }
}

export class VcdWriter implements TraceSink {
  readonly everyCycle: boolean;
  private readonly out = new ByteWriter(CHUNK + (1 << 16));
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
  ) {
    this.sampler = new Sampler(signals);
    this.everyCycle = signals.some((s) => s.sck);
    this.units = timescale(meta.periodPs).units;
    let next = signals.length;
    this.tails = signals.map((s, i) => ascii(`${s.bits > 1 ? ' ' : ''}${identifier(i)}\n`));
    this.textTails = signals.map((s) => (s.labels ? ascii(` ${identifier(next++)}\n`) : undefined));
    this.labels = signals.map((s) => s.labels?.map((name) => ascii(`s${name}`)));
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
    const declared = this.signals.map(({ name, bits, labels }) => ({
      name,
      bits,
      labelled: labels !== undefined,
    }));
    this.out.append(ascii(vcdHeader(declared, this.meta, cycle)));
  }
}

/** A variable of a VCD: a number, text, or a number that is followed by its name as text. */
export interface VcdVariable {
  readonly name: string;
  readonly bits: number;
  readonly text?: boolean;
  readonly labelled?: boolean;
}

/**
 * The header, newline at its end. Identifiers count from 0 in the order of the variables; those of the names of labelled
 * ones follow after all others.
 */
export function vcdHeader(variables: readonly VcdVariable[], meta: TraceMeta, firstCycle: number): string {
  const lines = [
    '$version',
    `  Sextant ${meta.version}`,
    '$end',
    '$comment',
    `  source ${meta.source ?? '-'}; SHA-256 ${meta.sourceHash ?? '-'}; settings ${meta.settings ?? '-'}`,
    `  clock period ${meta.periodPs} ps, ${timescale(meta.periodPs).units} time units; first cycle ${firstCycle}`,
    '$end',
    `$timescale ${timescale(meta.periodPs).unit} $end`,
    ...declarations(variables),
    '$enddefinitions $end',
  ];
  return `${lines.join('\n')}\n`;
}

function declarations(variables: readonly VcdVariable[]): string[] {
  const lines: string[] = [];
  let scope: string[] = [];
  const enter = (wanted: string[]): void => {
    let common = 0;
    while (common < scope.length && common < wanted.length && scope[common] === wanted[common]) common++;
    for (let i = scope.length; i > common; i--) lines.push('$upscope $end');
    for (const name of wanted.slice(common)) lines.push(`$scope module ${name} $end`);
    scope = wanted;
  };
  let next = variables.length;
  variables.forEach(({ name: full, bits, text, labelled }, i) => {
    const path = [...ROOT_SCOPE.split('.'), ...full.split('.')];
    const name = path.pop()!;
    enter(path);
    const range = bits > 1 ? ` [${bits - 1}:0]` : '';
    lines.push(
      text
        ? `$var string 1 ${identifier(i)} ${name} $end`
        : `$var wire ${bits} ${identifier(i)} ${name}${range} $end`,
    );
    if (labelled) lines.push(`$var string 1 ${identifier(next++)} ${name}_name $end`);
  });
  enter([]);
  return lines;
}

/** Short byte strings, room reserved: a loop is faster than `set`. */
function append(out: ByteWriter, bytes: Uint8Array): void {
  for (let i = 0; i < bytes.length; i++) out.bytes[out.length++] = bytes[i]!;
}
