/** `.incdata`: event streams, weights and bytes from files. */
import { closest } from '../text/closest.js';
import { dataOf, type EventStream } from '../firmware/events.js';
import { memoryWrite } from '../isa/spi.js';
import { weightChunks, weightRows, WEIGHT_MEMORIES, type WeightMemory } from '../isa/weight-words.js';
import type { Design } from '../design/design.js';
import { Fault } from './diagnostics.js';
import { bytesOf, inMemory, name, now, wordsOf, type Context, type Directive } from './directive.js';
import type { Token } from './lexer.js';
import { MatrixError, readMatrix } from './matrix.js';
import type { Found } from './source-files.js';
import { quote } from '../text/quote.js';

const LIMIT = 0xffffffff;

export const incdata: Directive = (c) => {
  const label = name(c, 'a name');
  c.cursor.comma();
  const kind = name(c, 'winp, wrec, wout, events or bytes');
  c.cursor.comma();
  const file = c.cursor.expect('string', 'a file name');
  if (kind.text === 'events') {
    events(c, label, file);
    return;
  }
  inMemory(c);
  c.unit.define(label.text, 'data', c.unit.here, label);
  if (kind.text === 'bytes') {
    c.cursor.end();
    bytesOf(c, contents(c.files.bytes(file.text, c.place.file), file));
    return;
  }
  const memory = WEIGHT_MEMORIES.find((m) => m === kind.text);
  if (memory) weights(c, label, memory, file);
  else {
    const hint = closest(kind.text, [...WEIGHT_MEMORIES, 'events', 'bytes']);
    throw new Fault(
      `${quote(kind.text)} is not one of winp, wrec, wout, events, bytes${hint}`,
      kind.column,
      kind.length,
    );
  }
};

/** The contents of a file. @throws Fault if it could not be read, or has not been read yet. */
function contents<C>(found: Found<C> | Error | undefined, at: Token): C {
  if (found === undefined) throw new Fault('not read yet', at.column, at.length);
  if (found instanceof Error) throw new Fault(found.message, at.column, at.length);
  return found.contents;
}

function events(c: Context, label: Token, file: Token): void {
  c.unit.define(label.text, 'stream', c.unit.streams.length, label);
  const options: number[] = [];
  while (c.cursor.accept(',')) options.push(now(c, 'a number', 0, LIMIT));
  c.cursor.end();
  const [labelTick, samples] = options;
  const found = c.files.events(file.text, c.place.file, {
    ...(labelTick === undefined ? {} : { labelTick }),
    ...(samples === undefined ? {} : { samples }),
    limits: { inputs: c.unit.design.inputs, outputs: c.unit.design.outputs },
  });
  const stream: EventStream = contents(found, file);
  checkAddresses(stream, c.unit.design, file);
  c.unit.streams.push(stream);
}

/** @throws Fault for an input or label that the chip has no address for. */
function checkAddresses(stream: EventStream, { addressMask }: Design, file: Token): void {
  const wrong = stream.words.find((word) => dataOf(word) > addressMask);
  if (wrong !== undefined)
    throw new Fault(
      `${file.text}: ${dataOf(wrong)} is not an address of the chip, which are from 0 to ${addressMask}`,
      file.column,
      file.length,
    );
}

/** Weights as SPI words, a burst for each row. */
function weights(c: Context, label: Token, memory: WeightMemory, file: Token): void {
  const { design } = c.unit;
  const { rows: mostRows, columns: mostColumns, chunksPerRow } = weightRows(design, memory);
  c.cursor.comma();
  const rows = now(c, 'rows', 1, mostRows);
  c.cursor.comma();
  const columns = now(c, 'columns', 1, mostColumns);
  c.cursor.end();
  const chunksOf = (values: Int8Array): number[] => weightChunks(design, memory, values);
  // Defined whatever the file holds: where it cannot be read, that is the fault, and not that its names are unknown.
  c.unit.define(`${label.text}.rows`, 'constant', rows, label);
  c.unit.define(`${label.text}.words`, 'constant', 1 + chunksOf(new Int8Array(columns)).length, label);
  const bytes = contents(c.files.bytes(file.text, c.place.file), file);
  const words: number[] = [];
  const values = matrix(c, file, bytes, rows, columns);
  for (let row = 0; row < rows; row++) {
    const chunks = chunksOf(values.subarray(row * columns, (row + 1) * columns));
    const { header, data } = memoryWrite(memory, row * chunksPerRow, chunks);
    words.push(header, ...data);
  }
  wordsOf(c, words);
}

function matrix(c: Context, file: Token, bytes: Uint8Array, rows: number, columns: number): Int8Array {
  try {
    const { values, note } = readMatrix(file.text, bytes, { rows, columns }, c.unit.design);
    if (note !== undefined) c.note(`${file.text}: ${note}`);
    return values;
  } catch (error) {
    if (!(error instanceof MatrixError)) throw error;
    throw new Fault(`${file.text}: ${error.message}`, file.column, file.length);
  }
}
