/**
 * Checks data from files (JSON, YAML): each member of an object is checked when it is read, and members that were not
 * read are errors. All errors say where in the data they are.
 */
import { closest } from './closest.js';
import { quote, shorten } from './quote.js';

/** Keys and indices from the top of the data to something in it. */
export type Path = readonly (string | number)[];

/** Longest text of a file in a message, in characters. */
const LONGEST = 60;

/** Thrown for data that are not as expected; the message begins with their place. */
export class DataError extends Error {
  override name = 'DataError';
  constructor(
    readonly path: Path,
    reason: string,
  ) {
    super(`${placeOf(path)}${reason}`.replace(/\s+/g, ' '));
  }
}

/** `components[3].name: ` */
const placeOf = (path: Path): string => {
  const steps = path.map((key, i) =>
    typeof key === 'number' ? `[${key}]` : `${i > 0 ? '.' : ''}${shorten(key, LONGEST)}`,
  );
  return steps.length > 0 ? `${steps.join('')}: ` : '';
};

/** A value in a message. */
function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'object' || value === null) return shorten(JSON.stringify(value), LONGEST);
  if (Array.isArray(value)) return value.length > 0 ? 'an array' : 'an empty array';
  return 'an object';
}

/**
 * Reads the members of an object that is the whole of a JSON text.
 * @throws DataError as {@link readObject} does.
 */
export function readJson<T>(text: string, read: (members: Members) => T): T {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new DataError([], `not valid JSON: ${(error as Error).message}`);
  }
  return readObject(data, read);
}

/**
 * Reads the members of an object.
 * @throws DataError for a member that is missing, not what is expected, or unknown.
 */
export function readObject<T>(data: unknown, read: (members: Members) => T, path: Path = []): T {
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    throw new DataError(path, `an object is expected, not ${shown(data)}`);
  const members = new Members(data as Record<string, unknown>, path);
  const result = read(members);
  members.end();
  return result;
}

/** The members of one object. */
export class Members {
  private readonly known = new Set<string>();

  constructor(
    private readonly data: Readonly<Record<string, unknown>>,
    private readonly path: Path,
  ) {}

  /** Names of all members there are. */
  get names(): string[] {
    return Object.keys(this.data);
  }

  /** All members, unchecked, to be passed on unchanged. */
  get all(): Readonly<Record<string, unknown>> {
    return this.data;
  }

  /** Whether an optional member is present. */
  has(name: string): boolean {
    this.known.add(name);
    return Object.hasOwn(this.data, name);
  }

  /** Checks a member that has the same value in all files of this kind. @param hint added to the message. */
  exactly(name: string, expected: string | number, hint = ''): void {
    const value = this.take(name);
    if (value !== expected)
      throw this.wrong(name, `${shown(expected)} is expected, not ${shown(value)}${hint}`);
  }

  flag(name: string): boolean {
    const value = this.take(name);
    return typeof value === 'boolean' ? value : this.unlike(name, 'true or false', value);
  }

  /** A whole number that a double holds exactly. */
  count(name: string, least = 0): number {
    const value = this.take(name);
    return isCount(value, least) ? value : this.unlike(name, `a whole number from ${least}`, value);
  }

  number(name: string, least: number, most: number): number {
    const value = this.take(name);
    const inside = typeof value === 'number' && value >= least && value <= most;
    return inside ? value : this.unlike(name, `a number from ${least} to ${most}`, value);
  }

  /** Whole numbers from 0. @param length how many; absent: any number. */
  counts(name: string, length?: number): number[] {
    const value = this.take(name);
    if (!Array.isArray(value) || !areCounts(value))
      return this.unlike(name, 'an array of whole numbers from 0', value);
    if (length !== undefined && value.length !== length)
      throw this.wrong(name, `${value.length} numbers, ${length} expected`);
    return value;
  }

  /** Finite numbers. @param length how many; absent: any number. */
  numbers(name: string, length?: number): number[] {
    const value = this.take(name);
    if (!Array.isArray(value)) return this.unlike(name, 'an array of numbers', value);
    this.everyItem(name, value, (item) => Number.isFinite(item), 'a number');
    if (length !== undefined && value.length !== length)
      throw this.wrong(name, `${value.length} numbers, ${length} expected`);
    return value as number[];
  }

  text(name: string): string {
    const value = this.take(name);
    return typeof value === 'string' ? value : this.unlike(name, 'a text', value);
  }

  /** A text that is not empty. */
  line(name: string): string {
    const text = this.text(name);
    return text !== '' ? text : this.unlike(name, 'a text', text);
  }

  /** Texts, at least one. */
  lines(name: string): string[] {
    const value = this.take(name);
    const isLine = (item: unknown): item is string => typeof item === 'string' && item !== '';
    if (Array.isArray(value) && value.length > 0 && value.every(isLine)) return value;
    return this.unlike(name, 'an array of texts, at least one', value);
  }

  /** Texts, any number of them. */
  texts(name: string): string[] {
    const value = this.take(name);
    if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
    return this.unlike(name, 'an array of texts', value);
  }

  oneOf<T extends string>(name: string, choices: readonly T[]): T {
    const value = this.take(name);
    return (
      choices.find((choice) => choice === value) ?? this.unlike(name, `one of ${choices.join(', ')}`, value)
    );
  }

  textOrNumber(name: string): string | number {
    const value = this.take(name);
    if (typeof value === 'string' || typeof value === 'number') return value;
    return this.unlike(name, 'a text or a number', value);
  }

  /** A number, a text or true or false. */
  scalar(name: string): number | string | boolean {
    const value = this.take(name);
    return isScalar(value) ? value : this.unlike(name, 'a number, a text, true or false', value);
  }

  /** Numbers, texts, true and false, at least one. */
  scalars(name: string): (number | string | boolean)[] {
    const value = this.take(name);
    if (!Array.isArray(value) || value.length === 0)
      return this.unlike(name, 'a list of numbers or texts, at least one', value);
    this.everyItem(name, value, isScalar, 'a number, a text, true or false');
    return value as (number | string | boolean)[];
  }

  /** Lists of texts. */
  textLists(name: string): string[][] {
    const value = this.take(name);
    const isList = (item: unknown): item is string[] =>
      Array.isArray(item) && item.every((text) => typeof text === 'string');
    if (Array.isArray(value) && value.every(isList)) return value;
    return this.unlike(name, 'a list of lists of texts', value);
  }

  /** The value that a text or a number stands for. @param parse throws a RangeError if it has no meaning. */
  parsed<T>(name: string, parse: (text: string) => T): T {
    try {
      return parse(String(this.textOrNumber(name)));
    } catch (error) {
      throw error instanceof RangeError ? this.wrong(name, error.message) : error;
    }
  }

  /** Leaves out a member that was read before. */
  skip(name: string): void {
    this.take(name);
  }

  object<T>(name: string, read: (members: Members) => T): T {
    return readObject(this.take(name), read, [...this.path, name]);
  }

  objects<T>(name: string, read: (members: Members) => T): T[] {
    const value = this.take(name);
    if (!Array.isArray(value)) return this.unlike(name, 'an array', value);
    return value.map((item, i) => readObject(item, read, [...this.path, name, i]));
  }

  /** The error about a member, or about an item of it. */
  wrong(name: string, reason: string, item?: number): DataError {
    return new DataError([...this.path, name, ...(item === undefined ? [] : [item])], reason);
  }

  /** What is wrong with the object itself. */
  wrongObject(reason: string): DataError {
    return new DataError(this.path, reason);
  }

  /** Accepts members that are not read. */
  ignoreOthers(): void {
    this.names.forEach((name) => this.known.add(name));
  }

  /** Refuses members that were not read. */
  end(): void {
    const unknown = this.unknown[0];
    if (unknown !== undefined) throw this.strange(unknown);
  }

  private take(name: string): unknown {
    if (this.has(name)) return this.data[name];
    const misspelt = this.unknown.find((other) => closest(other, [name]) !== '');
    throw misspelt === undefined ? this.wrong(name, 'missing') : this.strange(misspelt);
  }

  private get unknown(): string[] {
    return this.names.filter((name) => !this.known.has(name));
  }

  private strange(name: string): DataError {
    return this.wrong(name, `unknown key ${quote(name, LONGEST)}${closest(name, [...this.known])}`);
  }

  private everyItem(
    name: string,
    items: readonly unknown[],
    isRight: (item: unknown) => boolean,
    expected: string,
  ): void {
    const wrong = items.findIndex((item) => !isRight(item));
    if (wrong >= 0) throw this.wrong(name, `${expected} is expected, not ${shown(items[wrong])}`, wrong);
  }

  private unlike(name: string, expected: string, value: unknown): never {
    throw this.wrong(name, `${expected} is expected, not ${shown(value)}`);
  }
}

const isScalar = (value: unknown): value is number | string | boolean =>
  typeof value === 'string' ||
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isFinite(value));

const isCount = (value: unknown, least: number): value is number =>
  Number.isSafeInteger(value) && (value as number) >= least;

/** Columns are long: a plain loop is done before a closure is compiled. */
function areCounts(values: readonly unknown[]): values is number[] {
  for (let i = 0; i < values.length; i++) if (!isCount(values[i], 0)) return false;
  return true;
}
