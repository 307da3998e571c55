/**
 * The inner loops of the turbo engine in WebAssembly SIMD (wasm/kernel.ts): a memory that holds the state, and in front
 * of it what the code needs besides.
 */
import { KAPPA_ONE, LANES } from '../geometry.js';
import { RND, type WordGenerator } from '../random.js';
import type { WeightBank } from '../sram.js';
import type { ChipState } from '../state.js';
import { KERNEL_CODE } from './kernel-code.js';
import { newPass, ROW_BYTES, type Kernel, type WeightPass } from './kernel.js';
import { newPlainKernel } from './plain-kernel.js';
import { DRAWS_OF_15, DRAWS_OF_7 } from './rounding-sequence.js';

/** The part of WebAssembly used here: its types come with a browser's library only. */
interface WebAssemblyApi {
  validate(code: Uint8Array): boolean;
  Module: new (code: Uint8Array) => object;
  Memory: new (size: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer };
  Instance: new (module: object, imports: object) => { readonly exports: unknown };
}
declare const WebAssembly: WebAssemblyApi | undefined;

/** Functions of wasm/kernel.ts; their pointers are byte offsets. */
interface Code {
  addRows: (...args: number[]) => void;
  leakPairs: (...args: number[]) => number;
  learnColumn: (...args: number[]) => void;
}

const PAGE_BYTES = 65536;

/** Where the parts of the memory start. */
const LANES_AT = 0;
const HELD_AT = LANES_AT + 3 * 4 * LANES;
const RESULT_AT = HELD_AT + 16;
const ALPHA_AT = RESULT_AT + 32;
const SCRATCH_AT = ALPHA_AT + 32;
const DRAWS_15_AT = SCRATCH_AT + 16;
const DRAWS_7_AT = DRAWS_15_AT + aligned(DRAWS_OF_15.states.byteLength);
const STATE_AT = DRAWS_7_AT + aligned(DRAWS_OF_7.states.byteLength);

function aligned(bytes: number): number {
  return (bytes + 15) & ~15;
}

let compiled: object | undefined;

/** The compiled code, undefined where the platform has no WebAssembly SIMD. */
function compile(api: WebAssemblyApi): object | undefined {
  if (compiled) return compiled;
  const code = Uint8Array.from(atob(KERNEL_CODE), (c) => c.charCodeAt(0));
  if (api.validate(code)) compiled = new api.Module(code);
  return compiled;
}

/** The fastest kernel this platform has, with memory for a state of `bytes`. */
export function newKernel(bytes: number): Kernel {
  const api = typeof WebAssembly === 'undefined' ? undefined : WebAssembly;
  const module = api && compile(api);
  return module ? new SimdKernel(api, module, bytes) : newPlainKernel(bytes);
}

class SimdKernel implements Kernel {
  readonly image: Uint8Array;
  readonly pass: WeightPass;
  private readonly code: Code;
  private readonly result: Uint32Array;
  private readonly alphaHigh: Uint32Array;

  constructor(api: WebAssemblyApi, module: object, bytes: number) {
    // Vectors may reach past the last array.
    const pages = Math.ceil((STATE_AT + bytes + 16) / PAGE_BYTES);
    const memory = new api.Memory({ initial: pages, maximum: pages });
    const { buffer } = memory;
    this.code = new api.Instance(module, { env: { memory } }).exports as Code;
    this.image = new Uint8Array(buffer, STATE_AT, bytes);
    this.result = new Uint32Array(buffer, RESULT_AT, 5);
    this.alphaHigh = new Uint32Array(buffer, ALPHA_AT, 4);
    this.pass = newPass(
      (i) => new Int32Array(buffer, LANES_AT + 4 * LANES * i, LANES),
      new Int32Array(buffer, HELD_AT, 2),
    );
    new Uint16Array(buffer, DRAWS_15_AT).set(DRAWS_OF_15.states);
    new Uint16Array(buffer, DRAWS_7_AT).set(DRAWS_OF_7.states);
  }

  leakPairs(s: ChipState, first: number, last: number): number {
    const { config: c, neur } = s;
    const { rounding } = s.random;
    const { alphaHigh } = this;
    alphaHigh[0] = c.ALPHA_CONF_0;
    alphaHigh[1] = c.ALPHA_CONF_1;
    alphaHigh[2] = c.ALPHA_CONF_2;
    alphaHigh[3] = c.ALPHA_CONF_3;
    const rounds = c.EN_STOCH_ROUND;
    return this.code.leakPairs(
      neur.membrane.byteOffset,
      neur.inputTrace.byteOffset,
      neur.recurrentTrace.byteOffset,
      neur.outputTrace.byteOffset,
      neur.alphaLow.byteOffset,
      neur.threshold.byteOffset,
      s.z.byteOffset,
      s.dirty.byteOffset,
      ALPHA_AT,
      c.KAPPA,
      c.RST_MODE,
      rounds,
      rounds !== 0 && c.KAPPA !== KAPPA_ONE ? 1 : 0,
      nextDraw(rounding, RND.U),
      nextDraw(rounding, RND.U + 1),
      nextDraw(rounding, RND.INP),
      nextDraw(rounding, RND.INP + 1),
      nextDraw(rounding, RND.REC),
      nextDraw(rounding, RND.REC + 1),
      nextDraw(rounding, RND.OUT),
      nextDraw(rounding, RND.OUT + 1),
      first,
      last - first,
      SCRATCH_AT,
    );
  }

  addRows(s: ChipState, pre: number, end: number): void {
    const { config: c, neur, winp, wrec } = s;
    this.code.addRows(
      neur.membrane.byteOffset,
      end,
      s.inNow[pre]! !== 0 ? winp.bytes.byteOffset + pre * ROW_BYTES : 0,
      c.FP_LOC_WINP,
      s.z[pre]! !== 0 ? wrec.bytes.byteOffset + pre * ROW_BYTES : 0,
      c.FP_LOC_WREC,
    );
  }

  learnColumn(s: ChipState, bank: WeightBank, random: WordGenerator, traces: Uint16Array): void {
    const { pass, result } = this;
    this.code.learnColumn(
      bank.bytes.byteOffset,
      pass.block,
      pass.pres,
      traces.byteOffset,
      HELD_AT,
      pass.supervised ? 1 : 0,
      s.dirty.byteOffset,
      pass.settled ? 1 : 0,
      pass.diagonal ? 1 : 0,
      pass.fraction,
      pass.left,
      pass.right,
      LANES_AT,
      random.buffer.byteOffset,
      random.buffer.length,
      random.at,
      RESULT_AT,
    );
    random.at = result[0]!;
    pass.writes = result[1]!;
    pass.changed = result[2]!;
    pass.flips = result[3]!;
    pass.firstFlip = result[4]!;
  }
}

/** Pointer to the next draw of a rounding generator. */
function nextDraw(rounding: Int32Array, generator: number): number {
  const state = rounding[generator]!;
  return generator < RND.OUT
    ? DRAWS_15_AT + 2 * DRAWS_OF_15.position[state]!
    : DRAWS_7_AT + 2 * DRAWS_OF_7.position[state]!;
}
