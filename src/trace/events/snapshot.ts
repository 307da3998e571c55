/** Snapshots of the visible state, as the recorded vectors hold them. */
import crc32 from 'crc-32';
import { errorOf } from '../../chip/outputs.js';
import { RND } from '../../chip/random.js';
import { packNeuronWord, packWeightWord, type WeightBank } from '../../chip/sram.js';
import { CHUNKS } from '../../chip/weight-words.js';
import type { ChipState } from '../../chip/state.js';
import { EVT_NAMES, STATE_NAMES } from '../../chip/states.js';
import { hex32, type SnapshotRecord } from './record.js';

/** Takes snapshots; keeps the CRCs of the SRAMs between them as long as nothing is written. */
export class Snapshooter {
  private readonly banks: { name: 'neur' | 'winp' | 'wrec' | 'wout'; written: number; crc: string }[] = (
    ['neur', 'winp', 'wrec', 'wout'] as const
  ).map((name) => ({ name, written: -1, crc: '' }));

  constructor(private readonly state: ChipState) {}

  /** @param rowsCrc CRC-32 of the rows so far, where the record is to hold it. */
  take(tag: string, rowsCrc?: number): SnapshotRecord {
    const s = this.state;
    const { random: r } = s;
    const pair = (i: number, mask: number): number[] => [r.rounding[i]! & mask, r.rounding[i + 1]! & mask];
    const low = (g: { buffer: Int32Array; at: number }): string => hex32(g.buffer[g.at]!);
    const [neur, winp, wrec, wout] = this.banks.map((b) => this.bankCrc(b)) as [
      string,
      string,
      string,
      string,
    ];
    return {
      cycle: s.cycle,
      tag,
      state: STATE_NAMES[s.ctl.state]!,
      evt: EVT_NAMES[s.ctl.evt]!,
      v_out: [...s.vOut],
      err: Array.from(s.vOut, (_, k) => errorOf(s, k)),
      wins: [...s.wins],
      spikes: flagsHex(s.z),
      dirty: flagsHex(s.dirty),
      inp: flagsHex(s.inNow),
      inp_next: flagsHex(s.inNext),
      lfsr: {
        winp: low(r.winp),
        wrec: low(r.wrec),
        wout: low(r.wout),
        noise: low(r.noise),
        u: pair(RND.U, 0x7fff),
        o: r.rounding[RND.O]! & 0x7f,
        tinp: pair(RND.INP, 0x7fff),
        trec: pair(RND.REC, 0x7fff),
        tout: pair(RND.OUT, 0x7f),
      },
      crc: { neur, winp, wrec, wout, ...(rowsCrc === undefined ? {} : { rows: hex32(rowsCrc) }) },
    };
  }

  private bankCrc(bank: (typeof this.banks)[number]): string {
    const writes = this.state[bank.name].writes;
    if (bank.written !== writes) {
      bank.written = writes;
      bank.crc = hex32(bank.name === 'neur' ? neuronCrc(this.state) : weightCrc(this.state[bank.name]));
    }
    return bank.crc;
  }
}

/** Hexadecimal digits of flags, four each, the last one first. */
export function flagsHex(flags: Uint8Array): string {
  let hex = '';
  for (let i = flags.length - 4; i >= 0; i -= 4) {
    hex += (flags[i]! | (flags[i + 1]! << 1) | (flags[i + 2]! << 2) | (flags[i + 3]! << 3)).toString(16);
  }
  return hex;
}

/** CRC-32 of the words of a weight SRAM as they are wide. */
function weightCrc(bank: WeightBank): number {
  const { bytes, lanes, bits, words } = bank;
  // Weights of a byte lie in memory as they lie in the words.
  if (bits === 8) return crc32.buf(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length));
  const wordBytes = (lanes * bits) / 8;
  const packed = new Uint8Array(words * wordBytes);
  const word = new Uint32Array(CHUNKS);
  for (let addr = 0; addr < words; addr++) {
    packWeightWord(bank, addr, word);
    for (let i = 0; i < wordBytes; i++) packed[addr * wordBytes + i] = word[i >> 2]! >>> (8 * (i & 3));
  }
  return crc32.buf(packed);
}

function neuronCrc(s: ChipState): number {
  const bytes = new Uint8Array(16 * s.neur.words);
  const view = new DataView(bytes.buffer);
  const word = new Uint32Array(4);
  for (let p = 0; p < s.neur.words; p++) {
    packNeuronWord(s.neur, p, word);
    word.forEach((chunk, i) => view.setUint32(16 * p + 4 * i, chunk, true));
  }
  return crc32.buf(bytes);
}
