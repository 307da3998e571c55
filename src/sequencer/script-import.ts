/**
 * Turns a host script into a firmware image that does the same, operation for operation.
 *
 * Words for the SPI port and tags go to data memory, in the order of their use, so that `spiw` walks through the words
 * with one register; what `spir` reads goes to one buffer behind them. Each instruction's line is the script's.
 */
import { MEMORY_BYTES } from '../../isa/instructions.js';
import { REFERENCE, type Design } from '../design/design.js';
import { align4, type FirmwareImage, type LineRun, type MemorySection } from '../firmware/image.js';
import { encode, INPUT_PINS } from '../isa/instructions.js';
import { OperationError, type Operation } from '../host/operations.js';

const WORDS = 1;
const SCRATCH = 2;
const BUFFER = 3;
const TEXT = 4;
const DISCARD = 5;
const MAX_24 = 2 ** 24 - 1;
const MAX_BURST = 65535;
const utf8 = new TextEncoder();

/** Makes a firmware image of a host script. */
export class ScriptImporter {
  private readonly code: number[] = [];
  private readonly words: number[] = [];
  private readonly tags = new Map<string, number>();
  private tagBytes = 0;
  private bufferWords = 0;
  private readonly runs: LineRun[] = [];
  /** Instructions that load the address of the buffer (value -1) or of a tag, by their place in the code. */
  private readonly addresses: { at: number; tag: number }[] = [];

  /**
   * Adds an operation of the script.
   * @throws OperationError when the image would not fit its limits.
   */
  add(operation: Operation, line: number): void {
    const first = this.code.length;
    this.translate(operation);
    if (4 * this.words.length + this.tagBytes > MEMORY_BYTES / 2)
      throw new OperationError(`the script's data do not fit the data memory of ${MEMORY_BYTES} bytes`);
    this.addRun({ first, count: this.code.length - first, line, file: 0, step: 0 });
  }

  /**
   * The image.
   * @param script name for the line table, without directories.
   * @param design of the chip that the script is for.
   */
  finish(script: string, design: Design = REFERENCE): FirmwareImage {
    this.code.push(encode('halt', 0));
    const tagBase = 4 * this.words.length;
    const bufferAt = align4(tagBase + this.tagBytes);
    for (const { at, tag } of this.addresses) {
      const address = tag < 0 ? bufferAt : tagBase + tag;
      this.code[at] = this.code[at]! | (address & 0xffff);
      this.code[at + 1] = this.code[at + 1]! | (address >>> 16);
    }
    return {
      entry: 0,
      code: Uint32Array.from(this.code),
      memory: this.memorySections(tagBase, bufferAt),
      streams: [],
      symbols: [],
      lines: this.runs.length > 0 ? { files: [script], runs: this.runs } : undefined,
      ...(design.isReference ? {} : { design }),
      metadata: [['imported-from', script]],
      unknown: [],
    };
  }

  private memorySections(tagBase: number, bufferAt: number): MemorySection[] {
    const memoryBytes = bufferAt + 4 * this.bufferWords;
    if (memoryBytes === 0) return [];
    const bytes = new Uint8Array(tagBase + this.tagBytes);
    const view = new DataView(bytes.buffer);
    this.words.forEach((word, i) => view.setUint32(4 * i, word, true));
    for (const [tag, at] of this.tags) bytes.set(utf8.encode(tag), tagBase + at);
    return [{ kind: 'data', address: 0, bytes, memoryBytes }];
  }

  private translate(o: Operation): void {
    switch (o.op) {
      case 'sck':
      case 'aer':
      case 'tgt':
      case 'sample':
      case 'tvalid':
      case 'infer':
      case 'autosnap':
        this.code.push(encode(o.op, o.value));
        return;
      case 'tick':
      case 'pulse':
      case 'rdy':
      case 'spirdy':
      case 'tarreq':
        this.code.push(encode(o.op));
        return;
      case 'wait':
        this.wait(o.value);
        return;
      case 'rst':
        this.reset(o.value);
        return;
      case 'out':
        this.code.push(encode('out', DISCARD));
        return;
      case 'pin':
        this.code.push(
          encode(
            'pin',
            INPUT_PINS.findIndex((p) => p.name === o.pin),
            o.value,
          ),
        );
        return;
      case 'spiw':
        this.send([o.header, ...o.data]);
        return;
      case 'spir':
        this.bufferWords = Math.max(this.bufferWords, o.count);
        this.loadConstant(SCRATCH, o.header);
        this.loadAddress(BUFFER, -1);
        this.code.push(encode('spir', SCRATCH, BUFFER, o.count));
        return;
      case 'snap':
        this.loadAddress(TEXT, this.tag(o.tag));
        this.code.push(encode('snap', TEXT));
        return;
    }
  }

  /** Waits add up, so a long one may be several. */
  private wait(cycles: number): void {
    let left = cycles;
    if (left > 4 * MAX_24) {
      const turns = Math.floor(left / MAX_24);
      this.loadConstant(SCRATCH, turns);
      this.code.push(encode('wait', MAX_24), encode('loop', SCRATCH, -2));
      left -= turns * MAX_24;
    }
    for (; left > MAX_24; left -= MAX_24) this.code.push(encode('wait', MAX_24));
    this.code.push(encode('wait', left));
  }

  private reset(cycles: number): void {
    if (cycles <= MAX_24) {
      this.code.push(encode('rst', cycles));
      return;
    }
    const pin = INPUT_PINS.findIndex((p) => p.name === 'RST');
    this.code.push(encode('pin', pin, 1));
    this.wait(cycles);
    this.code.push(encode('pin', pin, 0));
  }

  private send(words: number[]): void {
    // r1 is 0 at the start and each spiw leaves it behind its words: it walks through all of them.
    for (const word of words) this.words.push(word);
    for (let left = words.length; left > 0; left -= MAX_BURST)
      this.code.push(encode('spiw', WORDS, Math.min(left, MAX_BURST)));
  }

  private tag(text: string): number {
    const escaped = text.replaceAll('{', '{{');
    const known = this.tags.get(escaped);
    if (known !== undefined) return known;
    const at = this.tagBytes;
    this.tags.set(escaped, at);
    this.tagBytes += utf8.encode(escaped).length + 1;
    return at;
  }

  private loadConstant(register: number, value: number): void {
    this.code.push(encode('ldi', register, (value << 16) >> 16), encode('ldih', register, value >>> 16));
  }

  /** An address that is known only at the end. */
  private loadAddress(register: number, tag: number): void {
    this.addresses.push({ at: this.code.length, tag });
    this.loadConstant(register, 0);
  }

  private addRun(run: LineRun): void {
    const last = this.runs.at(-1);
    if (last !== undefined && last.first + last.count === run.first && run.count === 1) {
      const step = run.line - last.line - (last.count - 1) * last.step;
      if ((last.count === 1 && step >= 0 && step <= 1) || (last.count > 1 && last.step === step)) {
        this.runs[this.runs.length - 1] = { ...last, count: last.count + 1, step };
        return;
      }
    }
    this.runs.push(run);
  }
}
