/** The engine and the reference model side by side on the same pins; the first difference throws. */
import { Chip } from '../../src/chip/chip.js';
import { derive } from '../../src/chip/config.js';
import { RND } from '../../src/chip/random.js';
import { chunkOnQ, packNeuronWord, packWeightWord } from '../../src/chip/sram.js';
import { EVT_NAMES, STATE_NAMES } from '../../src/chip/states.js';
import { REFERENCE, type Design } from '../../src/design/design.js';
import { signed, slice } from '../fixed-point/twin.js';
import { ROW_COLUMNS, RowWriter } from '../../src/trace/rows/writer.js';
import { PINS, type InputPin, type OutputPin } from '../../isa/pins.js';
import type { RegisterName } from '../../isa/registers.js';
import { stateDifference } from '../chip/state-difference.js';
import { ReferenceChip } from './core.js';
import { BANKS, type Bank } from './registers.js';
import { clock, row } from './edge.js';

const OUTPUTS = PINS.flatMap((p): OutputPin[] => (p.direction === 'out' ? [p.name] : []));

export class Lockstep {
  readonly chip: Chip;
  /** The cycle engine kept from skipping quiet cycles, and the turbo engine: both must come to the same state. */
  private readonly restless: Chip;
  private readonly turbo: Chip;
  private readonly chips: readonly Chip[];
  readonly model: ReferenceChip;
  private readonly texts: string[] = [];
  private readonly rows = new RowWriter((chunk) => this.texts.push(new TextDecoder().decode(chunk)));
  private lastRow = '';

  constructor(readonly design: Design = REFERENCE) {
    this.chip = new Chip(design);
    this.restless = new Chip(design, { engine: 'cycle' });
    this.turbo = new Chip(design, { engine: 'turbo' });
    this.chips = [this.chip, this.restless, this.turbo];
    this.model = new ReferenceChip(design);
  }

  /** Sets a register in both, as an SPI write would. */
  configure(name: RegisterName, value: number): void {
    this.model.config[name] = value;
    for (const { state } of this.chips) {
      state.config[name] = value;
      derive(state.config, state.derived);
      state.quiet = 0;
    }
  }

  /** Sets a word of an SRAM in both. */
  poke(bank: Bank, addr: number, chunks: readonly number[]): void {
    const { sizes } = this.model;
    if (!sizes.exists(bank, addr)) return;
    let word = 0n;
    chunks.forEach((chunk, i) => (word |= BigInt(chunk >>> 0) << BigInt(32 * i)));
    word = slice(word, 0, sizes.wordBits[bank]);
    this.model.memory[bank].words[addr] = word;
    for (const chip of this.chips) pokeChip(chip, bank, addr, word);
  }

  setPin(pin: InputPin, value: number): void {
    for (const chip of this.chips)
      if (pin === 'SCK') chip.setSck(value);
      else if (pin === 'MOSI') chip.setMosi(value);
      else chip.setPin(pin, value);
    this.model.setPin(pin, value);
  }

  /** Lets cycles pass in both and compares their rows. */
  run(cycles: number): void {
    const { model } = this;
    let expected = '';
    for (let i = 0; i < cycles; i++) {
      const signals = model.signals();
      const text = row(model, signals);
      if (text !== this.lastRow) expected += `${model.cycle},${text}\n`;
      this.lastRow = text;
      clock(model, signals);
    }
    this.texts.length = 0;
    this.chip.run(cycles, this.rows.observe);
    this.rows.flush();
    const actual = this.texts.join('');
    if (actual !== expected) throw new Error(firstDifference(expected, actual));
    for (let i = 0; i < cycles; i++) {
      this.restless.state.quiet = 0;
      this.restless.run(1);
    }
    this.turbo.run(cycles);
  }

  /** Compares the output pins. */
  comparePins(): void {
    const { model } = this;
    const expected: Record<OutputPin, number> = {
      AERIN_ACK: model.k.ack,
      OUT_REQ: model.k.outReq,
      OUT_DATA: model.k.outData,
      TIMING_ERROR_RDY: model.ready ? 1 : 0,
      SPI_RDY: model.state === 'CONFIG' ? 1 : 0,
      MISO: model.miso,
    };
    for (const pin of OUTPUTS) this.same(`pin ${pin}`, expected[pin], this.chip.readPin(pin));
  }

  /** Compares every register and memory. */
  compareAll(): void {
    const { model, chip } = this;
    const s = chip.state;
    this.comparePins();
    this.same('cycle', model.cycle, chip.cycle);
    this.same(
      'state',
      `${model.state} ${model.evt}`,
      `${STATE_NAMES[s.ctl.state]!} ${EVT_NAMES[s.ctl.evt]!}`,
    );
    for (const name of Object.keys(model.config) as RegisterName[])
      this.same(name, model.config[name], s.config[name]);
    const lists: [string, Iterable<number | bigint>, Iterable<number | bigint>][] = [
      ['z', model.z, s.z],
      ['dirty', model.dirty, s.dirty],
      ['in_now', model.inNow, s.inNow],
      ['in_next', model.inNext, s.inNext],
      ['v_out', model.vOut, s.vOut],
      ['wins', model.wins, s.wins],
      ['L', model.L, s.learningSignal],
      ['H', model.H, s.pseudoDerivative],
      ['G', model.G, s.regularisation],
      ['targets', model.targets.map((t) => (t << 16) >> 16), s.targets],
      ['readback', [model.spi.readback], [s.spi.readback >>> 0]],
      [
        'label',
        [model.k.label, model.k.gotLabel, model.k.tick],
        [s.ctl.classLabel, s.ctl.gotLabel, s.ctl.tickCount],
      ],
      ['spi', [model.spi.address, model.spi.data], [s.spi.address, s.spi.data >>> 0]],
    ];
    for (const [name, expected, actual] of lists) this.same(name, [...expected].join(), [...actual].join());
    this.compareGenerators();
    this.compareMemories();
    this.compareEngines();
  }

  /** Neither skipping quiet cycles nor the turbo engine may show: not in a register, not in a counter. */
  private compareEngines(): void {
    for (const [name, chip] of Object.entries({ restless: this.restless, turbo: this.turbo })) {
      chip.state.quiet = this.chip.state.quiet;
      this.same(`${name} engine`, undefined, stateDifference(this.chip, chip));
    }
  }

  private compareGenerators(): void {
    const r = this.model.random;
    const g = this.chip.state.random;
    const fifteen = [...r.u, ...r.inp, ...r.rec].map((twin) => twin.take(0, 15));
    const seven = [...r.out, r.o].map((twin) => twin.take(0, 7));
    this.same('rounding generators', fifteen.join(), [...g.rounding.subarray(0, RND.OUT)].join());
    this.same('output rounding', seven.join(), [...g.rounding.subarray(RND.OUT)].map((x) => x & 0x7f).join());
    for (const name of ['noise', 'winp', 'wrec', 'wout'] as const)
      this.same(`${name} generator`, r[name].take(0, 32), g[name].buffer[g[name].at]! >>> 0);
  }

  private compareMemories(): void {
    const s = this.chip.state;
    const word = new Uint32Array(4);
    const joined = (chunks: ArrayLike<number>): bigint =>
      [3, 2, 1, 0].reduce((sum, i) => (sum << 32n) | BigInt(chunks[i]! >>> 0), 0n);
    for (const bank of BANKS) {
      this.model.memory[bank].words.forEach((expected, addr) => {
        if (bank === 'neur') packNeuronWord(s.neur, addr, word);
        else packWeightWord(s[bank], addr, word);
        this.same(`${bank}[${addr}]`, expected, joined(word));
      });
      if (bank === 'neur') continue;
      const onQ = [0, 1, 2, 3].map((chunk) => chunkOnQ(s[bank], chunk));
      this.same(`${bank} Q`, this.model.memory[bank].q, joined(onQ));
    }
  }

  private same(what: string, expected: unknown, actual: unknown): void {
    if (expected !== actual)
      throw new Error(
        `cycle ${this.model.cycle}: ${what}: ${String(expected)} expected, ${String(actual)} found`,
      );
  }
}

function firstDifference(expected: string, actual: string): string {
  const lines = expected.split('\n');
  const found = actual.split('\n');
  const i = lines.findIndex((line, n) => line !== found[n]);
  const columns = (lines[i] ?? '').split(',');
  const others = (found[i] ?? '').split(',');
  const column = columns.findIndex((value, n) => value !== others[n]);
  return [
    `row ${i}: column ${ROW_COLUMNS[column] ?? '?'}: '${columns[column] ?? ''}' expected, '${others[column] ?? ''}' found`,
    `before:   ${lines[i - 1] ?? '(first row)'}`,
    `expected: ${lines[i] ?? '(no more rows)'}`,
    `found:    ${found[i] ?? '(no more rows)'}`,
  ].join('\n');
}

function pokeChip({ state }: Chip, bank: Bank, addr: number, word: bigint): void {
  if (bank !== 'neur') {
    const { bytes, lanes } = state[bank];
    const { weightBits } = state.design;
    for (let k = 0; k < lanes; k++)
      bytes[addr * lanes + k] = Number(signed(slice(word, weightBits * k, weightBits), weightBits));
    return;
  }
  // Through the field positions of the specification, not the engine's own unpacking.
  const field = (lsb: number, bits: number): number =>
    Number((word >> BigInt(lsb)) & ((1n << BigInt(bits)) - 1n));
  const { neur } = state;
  neur.alphaLow[addr] = field(116, 12);
  neur.threshold[addr] = field(100, 16);
  for (const n of [0, 1]) {
    neur.membrane[2 * addr + n] = field(50 * n, 16);
    neur.inputTrace[2 * addr + n] = field(50 * n + 16, 12);
    neur.recurrentTrace[2 * addr + n] = field(50 * n + 28, 12);
    neur.outputTrace[2 * addr + n] = field(50 * n + 40, 10);
  }
}
