/**
 * Everything that Sextant reports of a program by name: findings of the lint, warnings of a run, traps. The names are
 * stable: `--allow NAME` silences one, and docs/warnings.md explains each.
 */
import { TRAPS } from '../../isa/instructions.js';
import { WARNINGS } from '../chip/warnings.js';

/** The cause and cure of a finding, warning or trap. */
export interface CatalogueEntry {
  readonly name: string;
  /** Who reports it: the lint before a run, the chip during it, the sequencer when it stops a program. */
  readonly kind: 'lint' | 'warning' | 'trap';
  /** What happens, and why it matters. */
  readonly cause: string;
  readonly cure: string;
}

/** Findings of the lint. A message of the lint says the same with the program's numbers. */
// prettier-ignore
export const FINDINGS = [
  // SPI
  { name: 'sck-too-fast', cause: 'SCK is faster than a quarter of CLK: the core may miss writes to memories', cure: 'sck 2 or more before the first transfer' },
  { name: 'read-too-fast', cause: 'SCK is faster than an eighth of CLK in a read: the first bit of a word still shows the word before it', cure: 'sck 4 or more before a read' },
  { name: 'spi-words-missing', cause: 'a header announces more data words than follow: what comes next over SPI is taken for data', cure: 'make the count in the header (bits 27 to 16) that of the data words' },
  { name: 'spi-words-extra', cause: 'more data words follow a header of a host script than it announces: the next one is taken for a header', cure: 'make the count in the header (bits 27 to 16) that of the data words' },
  { name: 'unknown-register', cause: 'a configuration register that does not exist is written: the chip ignores the word', cure: 'use a register of the chip (isa/README.md)' },
  { name: 'unknown-memory', cause: 'an SPI header whose code (bits 30 to 28) is 6 or 7, which address nothing', cure: 'use a code from 0 to 5' },
  { name: 'address-wraps', cause: 'an address past the end of a memory: its upper bits are ignored, and another word is reached', cure: 'use an address of the memory' },
  { name: 'word-missing', cause: 'a chip whose memories have no word at every address, or words of fewer bits, is given data that are not 0 where it has nothing: they are lost', cure: 'use an address and a width of the chip (sextant chip shows its memories)' },
  { name: 'access-without-en-conf', cause: 'a memory is written or read over SPI, or a random generator seeded, while EN_CONF is 0: the write is dropped, a read gives what the port showed before', cure: 'write EN_CONF 1 before the transfer' },
  // Settings at the first tick
  { name: 'size-beyond-chip', cause: 'NUM_INP or NUM_REC counts more inputs or neurons than the chip has: those beyond have no weights and no state', cure: 'write counts that the chip has' },
  { name: 'odd-neuron-count', cause: 'the largest of NUM_INP, NUM_REC and NUM_OUT is even, that is a count is odd: the last neuron is never stepped', cure: 'make the largest of them odd' },
  { name: 'register-never-written', cause: 'a register that matters has no reset value and is not written before the first tick: silicon powers up with anything in it', cure: 'write it (cfg)' },
  { name: 'memory-never-written', cause: 'words in use of a memory are not written before the first tick: silicon powers up with anything in them', cure: 'load them over SPI' },
  { name: 'leak-never-set', cause: 'the low bits of the leak factor of neurons in use are 0 and their bit of ALPHA_CONF is 0: alpha is 0.875, so that membranes forget within a few steps', cure: 'write bits 127 to 116 of the neuron words, or ALPHA_CONF' },
  { name: 'generator-not-seeded', cause: 'a random generator that is used has a seed of 0, from which it gives zeros for ever; or the chip was neither reset nor given a seed, so that silicon powers up with anything in it', cure: 'reset the chip (rst) and write seeds that are not 0, with EN_CONF 1' },
  // Samples
  { name: 'event-outside-sample', cause: 'an input event comes while SAMPLE is low: the chip keeps it, and it becomes part of the next sample', cure: 'send it after sample 1' },
  { name: 'event-beyond-inputs', cause: 'an input event has an address above NUM_INP: it reaches no neuron', cure: 'raise NUM_INP, or correct the event' },
  { name: 'label-beyond-outputs', cause: 'a label is above NUM_OUT: no output can give it, and only its low four bits reach the chip', cure: 'raise NUM_OUT, or correct the label' },
  { name: 'en-conf-left-on', cause: 'a step ends while EN_CONF is 1: the chip stays in CONFIG, and what waits for ready waits for ever', cure: 'write EN_CONF 0 before the sample; to use CONFIG within one, give the tick with pulse and wait with spirdy' },
  { name: 'target-valid-left-high', cause: 'TARGET_VALID was raised within a sample and is still high when the next one begins: that one is supervised from its first step, with the old label', cure: 'tvalid 0 after the answer' },
  { name: 'infer-left-high', cause: 'INFER_ACC was raised within a sample and is still high when the next one begins: winners count from its first step', cure: 'infer 0 after the answer' },
  { name: 'answer-without-inference', cause: 'an answer is read though INFER_ACC was low throughout the sample: no winner was counted, and the answer is always 0', cure: 'infer 1 where winners should count (or play with INFER)' },
  { name: 'learning-without-target', cause: 'DO_EPROP is set, but TARGET_VALID is never raised: nothing is learnt', cure: 'raise it with tvalid 1 (or play with SUPERVISE), or write DO_EPROP 0' },
  { name: 'supervision-without-learning', cause: 'TARGET_VALID is raised while DO_EPROP is 0: the chip ignores it and learns nothing', cure: 'write DO_EPROP, or leave TARGET_VALID low (play without SUPERVISE)' },
  // Ticks
  { name: 'tick-lost', cause: 'TIME_TICK rises in the cycle in which it fell: the chip sees one long tick instead of two', cure: 'wait 1 between the ticks; play with SPACED' },
  { name: 'ticks-too-close', cause: 'ticks come faster than a step may take: a timing error, which ends the sample if ERROR_HALT is 1', cure: 'wait for ready (rdy), or for as many cycles as a step can take' },
  { name: 'local-tick-cannot-start', cause: 'a sample begins with LOCAL_TICK set: in IDLE the counter of local ticks stands still, so the sample never starts', cure: 'start the sample with an external tick, then set LOCAL_TICK' },
  // Streams
  { name: 'sample-without-end', cause: 'a sample of a stream has no end: play traps', cure: 'end every sample with .end TICKS' },
  { name: 'sample-without-label', cause: 'a sample of a stream has no label: play gives it no marks, so that it is neither supervised nor counted', cure: 'give it a .label' },
  { name: 'event-out-of-order', cause: 'an item of a stream has an earlier tick than the one before it: play sends it late', cure: 'sort the items of a sample by their ticks' },
  { name: 'item-after-end', cause: 'an item of a stream has a tick at or after the end of its sample: play makes the sample longer', cure: 'raise .end, or correct the item' },
] as const satisfies readonly Omit<CatalogueEntry, 'kind'>[];

/** Name of a finding. */
export type FindingName = (typeof FINDINGS)[number]['name'];

/** All names, with their cause and cure. */
export const CATALOGUE: readonly CatalogueEntry[] = [
  ...FINDINGS.map((f) => ({ ...f, kind: 'lint' as const })),
  ...WARNINGS.map(({ name, message, cure }) => ({ name, kind: 'warning' as const, cause: message, cure })),
  ...TRAPS.map(({ name, meaning, cure }) => ({ name, kind: 'trap' as const, cause: meaning, cure })),
];
