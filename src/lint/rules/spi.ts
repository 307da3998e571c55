/** Rules on transfers over SPI: their clock, their headers, and whether the chip takes them. */
import { MEMORY_ROWS } from '../../../isa/memories.js';
import { SEED_REGISTERS } from '../../../isa/spi.js';
import { chunkMasks } from '../../chip/weight-words.js';
import type { Design } from '../../design/design.js';
import type { Operation } from '../../host/operations.js';
import { flagBit, memoriesOf, type Memory } from '../../isa/memories.js';
import { registerAt } from '../../isa/registers.js';
import { headerField, type SpiTarget } from '../../isa/spi.js';
import { hex32 } from '../../trace/events/record.js';
import type { ProgramModel, Rule } from '../model.js';

/** Chunks of 32 bits from one word of an SRAM to the next, in SPI addresses. */
const CHUNKS_PER_WORD = 4;

/** The frequency of SCK in relation to CLK. */
export const clockRule: Rule = {
  operation(o, m) {
    if (o.op === 'spir' && m.halfPeriod < 4)
      m.report({
        name: 'read-too-fast',
        message: `a read at ${2 * m.halfPeriod} cycles a bit: the first bit of a word still shows the word before it`,
        cure: 'sck 4 or more before a read',
      });
    if ((o.op === 'spiw' || o.op === 'spir') && m.halfPeriod < 2)
      m.report({
        name: 'sck-too-fast',
        message: 'SCK runs faster than a quarter of CLK: the core may miss writes to memories',
        cure: 'sck 2 or more before the first transfer',
      });
  },
};

/** Operations during which a transfer may go on: those that send words, and those that take no cycle for the chip. */
const MAY_INTERRUPT = ['spiw', 'sck', 'autosnap', 'snap'];

/**
 * Headers that announce more words than follow, or in a host script fewer.
 * @param whole each operation is a whole transfer, as in host scripts; in firmware several may make one.
 */
export function wordsRule(whole: boolean): Rule {
  let header = { word: 0, place: 0 };
  const report = (m: ProgramModel): void => {
    const { missing } = m.words;
    if (missing === 0 || m.blind) return;
    const announced = headerField(header.word, 'count');
    m.report(
      {
        name: 'spi-words-missing',
        message: `the header ${hex32(header.word)} announces ${announced} data words, ${announced - missing} followed: what comes next over SPI is taken for data`,
        cure: 'make the count in the header (bits 27 to 16) that of the data words',
      },
      header.place,
    );
  };
  return {
    operation(o, m) {
      if (whole ? o.op !== 'sck' : !MAY_INTERRUPT.includes(o.op)) report(m);
      if (o.op !== 'spir' && (o.op !== 'spiw' || m.words.missing > 0)) return;
      header = { word: o.header, place: m.place };
      if (whole && o.op === 'spiw') checkCount(o.header, o.data.length, m);
    },
    end: report,
  };
}

function checkCount(header: number, given: number, m: ProgramModel): void {
  const announced = headerField(header, 'count');
  if (given <= announced) return;
  m.report({
    name: 'spi-words-extra',
    message: `the header ${hex32(header)} announces ${announced} data words, ${given} follow: the next one is taken for a header`,
    cure: 'make the count in the header (bits 27 to 16) that of the data words',
  });
}

/** Addresses of headers and words. */
export const addressRule: Rule = {
  operation(o, m) {
    if (o.op !== 'spir' && (o.op !== 'spiw' || m.words.missing > 0)) return;
    checkCode(o, m);
  },
  word(target, word, m) {
    if (target.code === 0) checkRegister(target, word, m);
    else if (reachesMemory(target, m)) checkWord(target, word, m);
  },
};

function checkCode(o: Extract<Operation, { header: number }>, m: ProgramModel): void {
  const code = headerField(o.header, 'code');
  if (code === 0 || MEMORY_ROWS.some((memory) => memory.spiCode === code)) return;
  m.report({
    name: 'unknown-memory',
    message: `the header ${hex32(o.header)} has code ${code}, which addresses nothing`,
    cure: 'use a code from 0 to 5',
  });
}

function checkRegister({ address }: SpiTarget, word: number, m: ProgramModel): void {
  if (registerAt(m.design, address) !== undefined) return;
  m.report({
    name: 'unknown-register',
    message: `${hex32(word)} is written to register ${address} (0x${address.toString(16)}), which does not exist`,
    cure: 'use a register of the chip (isa/README.md)',
  });
}

/** Whether an address is one of a memory; one past its end is reported. */
function reachesMemory({ code, address }: SpiTarget, m: ProgramModel): boolean {
  const memory = memoriesOf(m.design).find((spec) => spec.spiCode === code);
  if (memory === undefined) return false;
  const chunks = memory.words * (memory.name === 'oneur' ? 1 : CHUNKS_PER_WORD);
  if (address < chunks || (memory.name === 'neur' && ((address >> flagBit(m.design)) & 1) !== 0)) return true;
  m.report({
    name: 'address-wraps',
    message: `address ${address} of ${memory.name}, which has ${chunks} words of 32 bits: its upper bits are ignored`,
    cure: `use an address below ${chunks}`,
  });
  return false;
}

/** Data that are lost because the chip has no word there, or a narrower one. Bursts may pass over such places with 0. */
function checkWord({ code, address }: SpiTarget, word: number, m: ProgramModel): void {
  const { design } = m;
  const memory = memoriesOf(design).find((spec) => spec.spiCode === code);
  if (memory === undefined || memory.name === 'oneur') return;
  if (design.isComplete && memory.bits === CHUNKS_PER_WORD * 32) return;
  const bits = hasWord(design, memory, Math.floor(address / CHUNKS_PER_WORD)) ? memory.bits : 0;
  if ((word & ~chunkMasks(bits)[address % CHUNKS_PER_WORD]!) === 0) return;
  m.report({
    name: 'word-missing',
    message: `${hex32(word)} is written to address ${address} of ${memory.name}, where chip ${design.name} has ${bits === 0 ? 'no word' : `a word of ${bits} bits`}: what does not fit is lost`,
    cure: 'use an address and a width of the chip (sextant chip shows its memories)',
  });
}

/** Whether a memory has the word at an address. */
function hasWord(design: Design, { name, words }: Memory, at: number): boolean {
  const { inputs, neurons, neuronWords, addressMask, blockBits, blockMask, blocks } = design;
  const word = at % words;
  if (name === 'neur') return word < neuronWords;
  if (name === 'wout') return (word & addressMask) < neurons;
  return word >> blockBits < (name === 'winp' ? inputs : neurons) && (word & blockMask) < blocks;
}

/** Transfers that need EN_CONF. */
export const configurationRule: Rule = {
  operation(o, m) {
    if (o.op !== 'spir' || m.configurable || headerField(o.header, 'code') === 0) return;
    m.report({
      name: 'access-without-en-conf',
      message: 'a memory is read over SPI while EN_CONF is 0: it gives what the port showed before',
      cure: 'write EN_CONF 1 before the transfer',
    });
  },
  word({ code, address }, _word, m) {
    if (m.configurable) return;
    const memory = MEMORY_ROWS.find((spec) => spec.spiCode === code)?.name;
    const register = code === 0 ? registerAt(m.design, address)?.name : undefined;
    const isSeed = register !== undefined && SEED_REGISTERS.some((name) => name === register);
    if (memory === undefined && !isSeed) return;
    m.report({
      name: 'access-without-en-conf',
      message: isSeed
        ? `${register} is written while EN_CONF is 0: the generator keeps its state`
        : `a word of ${memory!} is written over SPI while EN_CONF is 0: the chip drops it`,
      cure: 'write EN_CONF 1 before the transfer',
    });
  },
};
