/**
 * Row traces: the chip's registers and SRAM ports in every cycle, as CSV in the format of the recorded vectors.
 *
 * Values are those during the cycle, just before its edge. A row is written only if it differs from the one before in
 * more than its cycle number. SRAM columns: empty, `R<addr>` on a read, `W<addr>:<data and mask>/<mask>` on a write, with
 * as many hexadecimal digits as the word of the chip has.
 */
import crc32 from 'crc-32';
import { miso, timingErrorReady } from '../../chip/chip.js';
import type { CycleObserver } from '../../chip/cycle.js';
import { neuronData, neuronMask, weightData, weightMask } from '../../chip/port-words.js';
import type { NeuronPort, WeightBank, WeightPort } from '../../chip/sram.js';
import type { ChipState } from '../../chip/state.js';
import { EVT_NAMES, State, STATE_NAMES } from '../../chip/states.js';
import type { Wires } from '../../chip/wires.js';
import { NEURON_WORD_BITS } from '../../../isa/memories.js';
import { ascii, TextWriter } from '../../table/text-writer.js';

/** Columns that hold a signal of the same value each (signals.ts, `row`). */
export const VALUE_COLUMNS = (
  'state,evt,time_tick,step,pre,upd,supp,e_pre,e_blk,e_lsb,e_post,tgt_cnt,send_cnt,aer_ack,out_req,out_data,' +
  'rdy,spi_rdy,timing_error,miso'
).split(',');

/** Columns that each show the access of one SRAM: the signals below `sram.COLUMN`. */
export const SRAM_COLUMNS = ['neur', 'winp', 'wrec', 'wout'];
export const PORT_PARTS = ['cs', 'we', 'addr', 'data', 'mask'] as const;

/** Columns of a row, in order. */
export const ROW_COLUMNS = ['cycle', ...VALUE_COLUMNS, ...SRAM_COLUMNS];

/** First line of a row file, newline included. */
export const ROWS_HEADER = `${ROW_COLUMNS.join()}\n`;

const COMMA = 44;
const NEWLINE = 10;
const SLASH = 47;
const STATE_BYTES = STATE_NAMES.map(ascii);
const EVT_BYTES = EVT_NAMES.map(ascii);
/** Longest row: 21 short columns, 4 ports of 2 x 32 digits (a word has at most 128 bits). */
const ROW_MAX = 512;
const CHUNK = 1 << 16;

/** Turns cycles into rows. */
export class RowWriter {
  /** Rows written so far, the header not counted. */
  rows = 0;
  /** CRC-32 of all rows so far, newlines included, the header not. */
  private crc = 0;
  private readonly out = new TextWriter(CHUNK + 2 * ROW_MAX);
  /** Where the columns of the last row, the cycle left out, stand in `out`. */
  private lastStart = 0;
  private lastEnd = 0;
  /** Bytes at the front of `out` that were handed out already. */
  private kept = 0;
  private readonly data = new Int32Array(NEURON_WORD_BITS / 32);
  private readonly mask = new Int32Array(NEURON_WORD_BITS / 32);

  /** @param sink takes the bytes of whole rows in chunks that are not used again; absent: only the CRC is computed. */
  constructor(private readonly sink?: (chunk: Uint8Array) => void) {}

  /** The observer to run a chip with. */
  readonly observe: CycleObserver = (s, w) => {
    const { out } = this;
    const start = out.length;
    out.number(s.cycle);
    const columns = out.length;
    this.writeColumns(out, s, w);
    if (this.equalsLast(columns)) {
      out.length = start;
      return;
    }
    this.lastStart = columns;
    this.lastEnd = out.length;
    this.rows++;
    if (out.length >= CHUNK) this.flush();
  };

  /** CRC-32 of the rows so far, as an unsigned number. */
  rowsCrc(): number {
    this.flush();
    return this.crc >>> 0;
  }

  /** Hands everything so far to the sink. */
  flush(): void {
    const { out } = this;
    const { kept } = this;
    if (out.length === kept) return;
    const rows = out.bytes.subarray(kept, out.length);
    this.crc = crc32.buf(rows, this.crc);
    this.sink?.(rows.slice());
    // The last row stays in front, to compare the next one with.
    out.bytes.copyWithin(0, this.lastStart, this.lastEnd);
    this.lastEnd -= this.lastStart;
    this.lastStart = 0;
    this.kept = out.length = this.lastEnd;
  }

  private equalsLast(columns: number): boolean {
    const { bytes, length } = this.out;
    const shift = columns - this.lastStart;
    if (length - columns !== this.lastEnd - this.lastStart) return false;
    for (let i = columns; i < length; i++) if (bytes[i] !== bytes[i - shift]) return false;
    return true;
  }

  private writeColumns(row: TextWriter, s: ChipState, w: Wires): void {
    const k = s.ctl;
    name(row, STATE_BYTES[k.state]!);
    name(row, EVT_BYTES[k.evt]!);
    column(row, w.timeTick ? 1 : 0);
    column(row, k.step);
    column(row, k.pre);
    column(row, k.upd);
    column(row, k.supp);
    column(row, k.ePre);
    column(row, k.blk);
    column(row, k.lsb);
    column(row, k.posts);
    column(row, k.targetCount);
    column(row, k.sendCount);
    column(row, k.ack);
    column(row, k.outReq);
    column(row, k.outData);
    column(row, timingErrorReady(s));
    column(row, k.state === State.CONFIG ? 1 : 0);
    column(row, k.timingError);
    column(row, miso(s));
    this.neuronPort(row, w.neur);
    this.weightPort(row, s.winp, w.winp);
    this.weightPort(row, s.wrec, w.wrec);
    this.weightPort(row, s.wout, w.wout);
    row.byte(NEWLINE);
  }

  private neuronPort(row: TextWriter, port: NeuronPort): void {
    if (!portHead(row, port)) return;
    const { data, mask } = this;
    neuronData(port, data);
    neuronMask(port, mask);
    hexWord(row, data, NEURON_WORD_BITS);
    row.byte(SLASH);
    hexWord(row, mask, NEURON_WORD_BITS);
  }

  private weightPort(row: TextWriter, bank: WeightBank, port: WeightPort): void {
    if (!portHead(row, port)) return;
    const bits = bank.lanes * bank.bits;
    const chunks = (bits + 31) >> 5;
    const data = this.data.subarray(0, chunks);
    const mask = this.mask.subarray(0, chunks);
    weightData(port, bank, data);
    weightMask(port, bank, mask);
    hexWord(row, data, bits);
    row.byte(SLASH);
    hexWord(row, mask, bits);
  }
}

/** The low bits of a word, a multiple of eight of them. */
function hexWord(row: TextWriter, word: Int32Array, bits: number): void {
  for (let lsb = bits - 8; lsb >= 0; lsb -= 8) row.hexByte(word[lsb >> 5]! >>> (lsb & 31));
}

function name(row: TextWriter, bytes: Uint8Array): void {
  row.byte(COMMA);
  for (const b of bytes) row.byte(b);
}

function column(row: TextWriter, value: number): void {
  row.byte(COMMA);
  row.number(value);
}

/** Comma, and `R<addr>` or `W<addr>:`; true where data and mask of a write must follow. */
function portHead(row: TextWriter, port: { cs: boolean; we: boolean; addr: number }): boolean {
  row.byte(COMMA);
  if (!port.cs) return false;
  row.byte(port.we ? 87 : 82);
  row.number(port.addr);
  if (port.we) row.byte(58);
  return port.we;
}
