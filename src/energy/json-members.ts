/**
 * JSON from files, strictly: each member is checked as it is taken, and what nobody took is an error.
 *
 * Written out for the two files that pricing reads, as a validation library takes longer to load than pricing takes.
 */

/** JSON that is not what it should be: what is wrong, and where in it. */
export class JsonError extends Error {
  override name = 'JsonError';
}

const wrong = (place: string, message: string): JsonError => new JsonError(`${place}: ${message}`);

/** A whole number, exact in a double. */
const isCount = (value: unknown, least: number): value is number =>
  Number.isSafeInteger(value) && (value as number) >= least;

/**
 * Reads the members of an object that is the whole of a text.
 * @throws JsonError as all of the methods of {@link Members} do.
 */
export function readJson<T>(text: string, read: (members: Members) => T): T {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new JsonError(`no JSON: ${(error as Error).message.replace(/\s+/g, ' ')}`);
  }
  return readObject(data, '', read);
}

function readObject<T>(data: unknown, place: string, read: (members: Members) => T): T {
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    throw wrong(place || 'top level', 'an object is expected');
  const members = new Members(data as Record<string, unknown>, place);
  const result = read(members);
  members.end();
  return result;
}

/** The members of one object. */
export class Members {
  private readonly taken = new Set<string>();

  constructor(
    private readonly data: Readonly<Record<string, unknown>>,
    private readonly place: string,
  ) {}

  /** Names of all members. */
  get names(): string[] {
    return Object.keys(this.data);
  }

  has(name: string): boolean {
    return Object.hasOwn(this.data, name);
  }

  text(name: string): string {
    const value = this.take(name);
    if (typeof value !== 'string') throw wrong(this.at(name), 'a text is expected');
    return value;
  }

  flag(name: string): boolean {
    const value = this.take(name);
    if (typeof value !== 'boolean') throw wrong(this.at(name), 'true or false is expected');
    return value;
  }

  /** A whole number. */
  count(name: string, least = 0): number {
    const value = this.take(name);
    if (!isCount(value, least)) throw wrong(this.at(name), `a whole number from ${least} is expected`);
    return value;
  }

  /** A number from 0 to 1. */
  share(name: string): number {
    const value = this.take(name);
    if (!(typeof value === 'number' && value >= 0 && value <= 1))
      throw wrong(this.at(name), 'a number from 0 to 1 is expected');
    return value;
  }

  /** Whole numbers from 0. @param length how many; absent: any number. */
  counts(name: string, length?: number): number[] {
    const value = this.take(name);
    if (!(Array.isArray(value) && value.every((n) => isCount(n, 0))))
      throw wrong(this.at(name), 'an array of whole numbers from 0 is expected');
    if (length !== undefined && value.length !== length)
      throw wrong(this.at(name), `${value.length} numbers, ${length} expected`);
    return value as number[];
  }

  /** The one value a file of this kind has here. @param hint what a reader is told besides. */
  exactly(name: string, expected: string | number, hint = ''): void {
    const value = this.take(name);
    if (value !== expected)
      throw wrong(
        this.at(name),
        `${JSON.stringify(expected)} is expected, not ${shorten(JSON.stringify(value))}${hint}`,
      );
  }

  object<T>(name: string, read: (members: Members) => T): T {
    return readObject(this.take(name), this.at(name), read);
  }

  objects<T>(name: string, read: (members: Members) => T): T[] {
    const value = this.take(name);
    if (!Array.isArray(value)) throw wrong(this.at(name), 'an array is expected');
    return value.map((item, i) => readObject(item, `${this.at(name)}[${i}]`, read));
  }

  /** Refuses members that were not taken. */
  end(): void {
    const left = this.names.find((name) => !this.taken.has(name));
    if (left !== undefined) throw wrong(this.at(left), 'is unknown');
  }

  private take(name: string): unknown {
    if (!this.has(name)) throw wrong(this.at(name), 'is missing');
    this.taken.add(name);
    return this.data[name];
  }

  private at(name: string): string {
    return this.place === '' ? shorten(name) : `${this.place}.${shorten(name)}`;
  }
}

const shorten = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}...` : text);
