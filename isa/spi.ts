/**
 * The SPI port: mode 0, most significant bit first, 32-bit words; a header, then `count` data words.
 *
 * Word w (from 1) acts on address addr + w - 1, configuration writes excepted: they all go to the header's register.
 */
import type { FieldSpec, SpiCodeSpec } from './types.js';

export const SPI_WORD_BITS = 32;

/** Fields of the header word. */
export const SPI_HEADER = [
  { name: 'addr', lsb: 0, bits: 16, signed: false, meaning: 'first address' },
  { name: 'count', lsb: 16, bits: 12, signed: false, meaning: 'number of data words; 0: none' },
  { name: 'code', lsb: 28, bits: 3, signed: false, meaning: 'what is addressed (SPI_CODES)' },
  { name: 'read', lsb: 31, bits: 1, signed: false, meaning: '1 read, 0 write' },
] as const satisfies readonly FieldSpec[];

/** Values of the header's `code` field; 6 and 7 select nothing. */
export const SPI_CODES = [
  { code: 0, name: 'CONFIG', read: false, meaning: 'configuration register' },
  { code: 1, name: 'NEUR', read: true, meaning: 'neuron SRAM' },
  { code: 2, name: 'ONEUR', read: true, meaning: 'output membrane' },
  { code: 3, name: 'WINP', read: true, meaning: 'input weight SRAM' },
  { code: 4, name: 'WREC', read: true, meaning: 'recurrent weight SRAM' },
  { code: 5, name: 'WOUT', read: true, meaning: 'output weight SRAM' },
] as const satisfies readonly SpiCodeSpec[];

/** Registers whose write also loads a random generator, in the order of their strobes. */
export const SEED_REGISTERS = [
  'SEED_INP',
  'SEED_REC',
  'SEED_OUT',
  'SEED_STRND_NEUR',
  'SEED_STRND_ONEUR',
  'SEED_STRND_TINP',
  'SEED_STRND_TREC',
  'SEED_STRND_TOUT',
  'SEED_NOISE_NEUR',
] as const;
