/**
 * The inner loops of the turbo engine in WebAssembly SIMD (wasm/kernel.ts): a memory that holds the state, and in front
 * of it what the code needs besides.
 */
import { aligned, CompiledCode } from '../web-assembly.js';
import { wordBufferLength } from '../../fixed-point/index.js';
import { KAPPA_ONE, LANES } from '../geometry.js';
import { RND, WEIGHT_GENERATOR } from '../random.js';
import type { ChipState } from '../state.js';
import { KERNEL_CODE } from './generated/kernel-code.js';
import { ROW_BYTES, newPass, type Kernel, type LearningTarget, type WeightPass } from './kernel.js';
import { newPlainKernel } from './plain-kernel.js';
import { DRAWS_OF_15, DRAWS_OF_7 } from './rounding-sequence.js';

/** Functions of wasm/kernel.ts; their pointers are byte offsets. */
interface Code {
  nextEvent: (inNow: number, z: number, from: number, last: number) => number;
  addRows: (...args: number[]) => void;
  leakPairs: (...args: number[]) => number;
  learnColumn: (...args: number[]) => void;
}

/** Where the parts of the memory start. */
const LANES_AT = 0;
const HELD_AT = LANES_AT + 3 * 4 * LANES;
const RESULT_AT = HELD_AT + 16;
const ALPHA_AT = RESULT_AT + 32;
const SCRATCH_AT = ALPHA_AT + 32;
const DRAWS_15_AT = SCRATCH_AT + 16;
const DRAWS_7_AT = DRAWS_15_AT + aligned(DRAWS_OF_15.states.byteLength);
const STATE_AT = DRAWS_7_AT + aligned(DRAWS_OF_7.states.byteLength);

const kernelCode = new CompiledCode<Code>(KERNEL_CODE);

/** The fastest kernel this platform has, with memory for a state of `bytes`. */
export function newKernel(bytes: number): Kernel {
  // Vectors may reach past the last array.
  const instance = kernelCode.instantiate(STATE_AT + bytes + 16);
  return instance ? new SimdKernel(instance.functions, instance.buffer, bytes) : newPlainKernel(bytes);
}

/** Where the arrays of the state are: asking an array is slow. */
function pointersOf({ neur, winp, wrec, z, dirty, inNow, random }: ChipState) {
  return {
    membrane: neur.membrane.byteOffset,
    inputTrace: neur.inputTrace.byteOffset,
    recurrentTrace: neur.recurrentTrace.byteOffset,
    outputTrace: neur.outputTrace.byteOffset,
    alphaLow: neur.alphaLow.byteOffset,
    threshold: neur.threshold.byteOffset,
    winp: winp.bytes.byteOffset,
    wrec: wrec.bytes.byteOffset,
    drawsWinp: random.winp.buffer.byteOffset,
    drawsWrec: random.wrec.buffer.byteOffset,
    z: z.byteOffset,
    dirty: dirty.byteOffset,
    inNow: inNow.byteOffset,
  };
}
type Pointers = ReturnType<typeof pointersOf>;

class SimdKernel implements Kernel {
  readonly image: Uint8Array;
  readonly pass: WeightPass;
  private readonly result: Uint32Array;
  private readonly alphaHigh: Uint32Array;
  private pointers: Pointers | undefined;

  constructor(
    private readonly code: Code,
    buffer: ArrayBuffer,
    bytes: number,
  ) {
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

  private bind(s: ChipState): Pointers {
    return (this.pointers = pointersOf(s));
  }

  nextEvent(s: ChipState, from: number, last: number): number {
    const at = this.pointers ?? this.bind(s);
    return this.code.nextEvent(at.inNow, at.z, from, last);
  }

  leakPairs(s: ChipState, first: number, last: number): number {
    const c = s.config;
    const { rounding } = s.random;
    const { alphaHigh } = this;
    const at = this.pointers ?? this.bind(s);
    alphaHigh[0] = c.ALPHA_CONF_0;
    alphaHigh[1] = c.ALPHA_CONF_1;
    alphaHigh[2] = c.ALPHA_CONF_2;
    alphaHigh[3] = c.ALPHA_CONF_3;
    const rounds = c.EN_STOCH_ROUND;
    return this.code.leakPairs(
      at.membrane,
      at.inputTrace,
      at.recurrentTrace,
      at.outputTrace,
      at.alphaLow,
      at.threshold,
      at.z,
      at.dirty,
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
    const c = s.config;
    const at = this.pointers ?? this.bind(s);
    this.code.addRows(
      at.membrane,
      end,
      s.inNow[pre] !== 0 ? at.winp + pre * ROW_BYTES : 0,
      c.FP_LOC_WINP,
      s.z[pre] !== 0 ? at.wrec + pre * ROW_BYTES : 0,
      c.FP_LOC_WREC,
    );
  }

  learnColumn(s: ChipState, target: LearningTarget): void {
    const { pass, result } = this;
    const at = this.pointers ?? this.bind(s);
    const input = target === 'winp';
    const random = s.random[target];
    this.code.learnColumn(
      at[target],
      pass.block,
      pass.pres,
      input ? at.inputTrace : at.recurrentTrace,
      HELD_AT,
      pass.supervised ? 1 : 0,
      at.dirty,
      pass.settled ? 1 : 0,
      input ? 0 : 1,
      pass.fraction,
      pass.left,
      pass.right,
      LANES_AT,
      input ? at.drawsWinp : at.drawsWrec,
      GENERATOR_WORDS,
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

const GENERATOR_WORDS = wordBufferLength(WEIGHT_GENERATOR);

/** Pointer to the next draw of a rounding generator. */
function nextDraw(rounding: Int32Array, generator: number): number {
  const state = rounding[generator]!;
  return generator < RND.OUT
    ? DRAWS_15_AT + 2 * DRAWS_OF_15.position[state]!
    : DRAWS_7_AT + 2 * DRAWS_OF_7.position[state]!;
}
