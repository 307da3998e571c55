/** Where the code of the energy log (wasm/energy-log.ts) finds its numbers, in bytes. */
import { ACTIVITIES } from '../../chip/activity.js';
import { SLOT_BYTES, SLOTS } from '../../chip/turbo/counter-rows.js';
import { aligned } from '../../chip/web-assembly.js';
import { BLOCK_LENGTH, MOST_LEADING } from './log.js';
import { COMPONENTS } from '../table/vocabulary.js';

/** Rows priced at a time: few enough to stay in the nearest cache until they are encoded. */
export const CHUNK_ROWS = 256;
/** Numbers of a priced row at most. */
export const WIDTH = MOST_LEADING + COMPONENTS.length;
/** Bytes of the text of one number at most, with the comma before it and the word that its last digits are written as. */
const NUMBER_BYTES = 32;
/** Bytes of text that may wait when another chunk is written. */
export const TEXT_PIECE = 1 << 16;
/** Bytes of the text of a chunk at most. */
const CHUNK_TEXT = CHUNK_ROWS * WIDTH * NUMBER_BYTES;
/** Bytes of a table of digits: a word for each of 0..999. */
export const DIGITS_BYTES = 4000;
/** Bytes of the name of a state: at most these. */
export const NAME_BYTES = 8;

/** Floats: counts by activity, of all states; aJ of each, then of leakage in a cycle; aJ told so far, by component. */
export const SUMS_AT = 0;
export const COSTS_AT = aligned(SUMS_AT + 8 * ACTIVITIES.length);
export const TOLD_AT = aligned(COSTS_AT + 8 * (ACTIVITIES.length + 1));
/** Rows that were kept, by slot. */
export const KEPT_AT = aligned(TOLD_AT + 8 * COMPONENTS.length);
/** Names of states, and their lengths. */
export const NAMES_AT = KEPT_AT + SLOTS * SLOT_BYTES;
export const NAME_LENGTHS_AT = NAMES_AT + NAME_BYTES * 16;
/** Tables of digits (encoding/byte-writer.ts). */
export const DIGITS_AT = NAME_LENGTHS_AT + 16;
/** Texts of the energies of a row but leakage, the last component: the energies, then bytes of text, then the text. */
export const DYNAMIC = COMPONENTS.length - 1;
export const SAID_LENGTH = 8 * DYNAMIC;
export const SAID_TEXT = SAID_LENGTH + 8;
export const SAID_BYTES = aligned(SAID_TEXT + 18 * DYNAMIC + 16);
export const SAID_ROWS = 256;
export const SAID_AT = aligned(DIGITS_AT + 3 * DIGITS_BYTES);
/** By column, the values whose numbers are known, by a hash: the value, then its number. Numbers of a chunk, by column. */
export const KNOWN_PLACES = 256;
export const KNOWN_BYTES = 16;
export const KNOWN_AT = SAID_AT + SAID_BYTES * SAID_ROWS;
export const NUMBERS_AT = KNOWN_AT + WIDTH * KNOWN_PLACES * KNOWN_BYTES;
/** A block of rows, words; a chunk of priced rows, floats; text. */
export const BLOCK_AT = NUMBERS_AT + WIDTH * CHUNK_ROWS * 2;
export const VALUES_AT = aligned(BLOCK_AT + 2 * BLOCK_LENGTH);
export const TEXT_AT = aligned(VALUES_AT + 8 * CHUNK_ROWS * WIDTH);
export const MEMORY_BYTES = TEXT_AT + TEXT_PIECE + CHUNK_TEXT;
