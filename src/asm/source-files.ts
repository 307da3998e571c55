/**
 * The files that a source names: read between two passes over the source, so that the passes themselves need not wait.
 *
 * A pass takes what it needs from here; what is not there yet is noted, and once the pass is over, read. The pass is then
 * repeated, until nothing is missing.
 */
import type { EventStream } from '../firmware/events.js';

/** Reads files for the assembler. A rejection becomes a diagnostic. */
export interface AssemblerFiles {
  /** @param path relative to the main source. */
  text(path: string): Promise<string>;
  bytes(path: string): Promise<Uint8Array>;
  /**
   * An event stream from a file of any format known.
   * @param labelTick tick at which labels begin, where the format gives labels no time.
   * @param samples at most so many.
   */
  events(path: string, options: EventOptions): Promise<EventStream>;
}

/** How an event stream is taken from a file. */
export interface EventOptions {
  readonly labelTick?: number;
  readonly samples?: number;
  /** Events must lie below `inputs`, labels below `outputs`; default: those of the public design. */
  readonly limits?: { readonly inputs: number; readonly outputs: number };
}

/** A file that was read: the path at which it was found, and what is in it. */
export interface Found<Contents> {
  readonly path: string;
  readonly contents: Contents;
}

type Contents = string | Uint8Array | EventStream;

export class SourceFiles {
  private readonly read = new Map<string, Found<Contents> | Error>();
  private readonly wanted = new Map<string, () => Promise<Found<Contents>>>();

  constructor(private readonly files: AssemblerFiles) {}

  /**
   * A source. Paths are relative to the file that names them, or else to the main source.
   * @param from the file that names it.
   * @returns undefined where it has not been read yet, an Error where it cannot be.
   */
  text(path: string, from: string): Found<string> | Error | undefined {
    return this.get('text', path, from, '', (p) => this.files.text(p));
  }

  bytes(path: string, from: string): Found<Uint8Array> | Error | undefined {
    return this.get('bytes', path, from, '', (p) => this.files.bytes(p));
  }

  events(path: string, from: string, options: EventOptions): Found<EventStream> | Error | undefined {
    return this.get('events', path, from, JSON.stringify(options), (p) => this.files.events(p, options));
  }

  /** Reads the files that were asked for and are missing. @returns whether there were any. */
  async load(): Promise<boolean> {
    const wanted = [...this.wanted];
    this.wanted.clear();
    for (const [key, read] of wanted)
      this.read.set(
        key,
        await read().catch((error: unknown) => (error instanceof Error ? error : new Error(String(error)))),
      );
    return wanted.length > 0;
  }

  private get<C extends Contents>(
    kind: string,
    path: string,
    from: string,
    options: string,
    read: (path: string) => Promise<C>,
  ): Found<C> | Error | undefined {
    const places = placesOf(path, from);
    const key = [kind, options, ...places].join('\n');
    const found = this.read.get(key);
    if (found === undefined) this.wanted.set(key, () => firstOf(places, read));
    return found as Found<C> | Error | undefined;
  }
}

/** The first of several places at which a file can be read. @throws the error of the first, where none can. */
async function firstOf<C>(
  [first = '', ...others]: readonly string[],
  read: (path: string) => Promise<C>,
): Promise<Found<C>> {
  try {
    return { path: first, contents: await read(first) };
  } catch (error) {
    for (const path of others) {
      try {
        return { path, contents: await read(path) };
      } catch {
        // The message names the first place.
      }
    }
    if (others.length === 0 || !(error instanceof Error)) throw error;
    throw new Error(`${error.message}, nor ${others.join()} beside the main source`, { cause: error });
  }
}

/** Where a file is looked for: beside the file that names it, then beside the main source. */
function placesOf(path: string, from: string): string[] {
  const folder = /^(.*\/)[^/]*$/.exec(from)?.[1];
  if (folder === undefined || /^(\/|[A-Za-z]:[\\/])/.test(path)) return [path];
  const beside = normal(folder + path);
  return beside === path ? [path] : [beside, path];
}

/** A path without `.` and with as few `..` as it can have. */
function normal(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '.') continue;
    if (part === '..' && parts.length > 0 && !['..', ''].includes(parts.at(-1)!)) parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}
