/** Arguments of requests, checked when they are read: they come from outside. */
import { quote } from '../text/quote.js';
import { SelectionError } from '../text/selection-error.js';

export class Arguments {
  private readonly members: Readonly<Record<string, unknown>>;

  constructor(value: unknown) {
    this.members = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  }

  has(name: string): boolean {
    return this.members[name] !== undefined && this.members[name] !== null;
  }

  /** @throws SelectionError unless it is a text. */
  text(name: string, otherwise?: string): string {
    const value = this.members[name] ?? otherwise;
    if (typeof value !== 'string') throw wrong(name, 'a text');
    return value;
  }

  /** @throws SelectionError unless it is a whole number. */
  number(name: string, otherwise?: number): number {
    const value = this.members[name] ?? otherwise;
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw wrong(name, 'a whole number');
    return value;
  }

  flag(name: string): boolean {
    return this.members[name] === true;
  }

  object(name: string): Arguments {
    return new Arguments(this.members[name]);
  }

  /** @throws SelectionError unless it is a list; absent: an empty one. */
  list(name: string): Arguments[] {
    const value = this.members[name] ?? [];
    if (!Array.isArray(value)) throw wrong(name, 'a list');
    return value.map((item) => new Arguments(item));
  }

  /** @throws SelectionError unless it is a list of texts. */
  texts(name: string): string[] {
    const value = this.members[name] ?? [];
    if (!Array.isArray(value) || !value.every((item) => typeof item === 'string'))
      throw wrong(name, 'a list of texts');
    return value;
  }
}

const wrong = (name: string, what: string): SelectionError =>
  new SelectionError(`${quote(name)} must be ${what}`);
