/** Pins of the chip as the host sees them. Source: the public RTL of ReckOn (reckon.v). */
import type { PinSpec } from './types.js';

/** The pins of the chip as the host sees them. */
// prettier-ignore
export const PINS = [
  { name: 'RST', bits: 1, direction: 'in', meaning: 'reset, asynchronous for the SPI slave, synchronised for the core' },
  { name: 'SCK', bits: 1, direction: 'in', meaning: 'SPI clock' },
  { name: 'MOSI', bits: 1, direction: 'in', meaning: 'SPI data in' },
  { name: 'AERIN_ADDR', bits: 8, direction: 'in', meaning: 'address of an input event, or target data; not synchronised' },
  { name: 'AERIN_REQ', bits: 1, direction: 'in', meaning: 'request of an input event or target' },
  { name: 'AERIN_TAR_EN', bits: 1, direction: 'in', meaning: 'the request carries a target; not synchronised' },
  { name: 'SAMPLE', bits: 1, direction: 'in', meaning: 'a sample is under way' },
  { name: 'TIME_TICK', bits: 1, direction: 'in', meaning: 'a rising edge is a time step' },
  { name: 'TARGET_VALID', bits: 1, direction: 'in', meaning: 'supervision: errors drive learning' },
  { name: 'INFER_ACC', bits: 1, direction: 'in', meaning: 'count the winner of this step' },
  { name: 'OUT_ACK', bits: 1, direction: 'in', meaning: 'acknowledges an output byte' },
  { name: 'AERIN_ACK', bits: 1, direction: 'out', meaning: 'acknowledges a request' },
  { name: 'OUT_REQ', bits: 1, direction: 'out', meaning: 'an output byte is on OUT_DATA' },
  { name: 'OUT_DATA', bits: 8, direction: 'out', meaning: 'label, or a byte of an output membrane' },
  { name: 'TIMING_ERROR_RDY', bits: 1, direction: 'out', meaning: 'ready for a tick, or timing error (TIMING_MODE)' },
  { name: 'SPI_RDY', bits: 1, direction: 'out', meaning: 'the controller waits in CONFIG' },
  { name: 'MISO', bits: 1, direction: 'out', meaning: 'SPI data out, or target request' },
] as const satisfies readonly PinSpec[];

/** A pin of the chip. */
export type Pin = (typeof PINS)[number];
/** Name of a pin the host drives. */
export type InputPin = Extract<Pin, { direction: 'in' }>['name'];
/** Name of a pin the chip drives. */
export type OutputPin = Extract<Pin, { direction: 'out' }>['name'];
