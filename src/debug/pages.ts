/**
 * A store of memory images as pages of 256 bytes: images share the pages that are alike, so that many states of a memory
 * that changes little take little room.
 */

/** Bytes of a page. */
export const PAGE = 256;
const PAGE_WORDS = PAGE >> 2;
/** Pages in a slab of the store. */
const SLAB_PAGES = 4096;

/** Bytes of whole pages that hold as many bytes. */
export const wholePages = (bytes: number): number => Math.ceil(bytes / PAGE) * PAGE;

/** An image: for each page its number in the store. */
export type PageTable = Uint32Array;

/** Bytes from..to-1 of an image. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/** An image that another one is compared with. */
export interface BaseImage {
  readonly table: PageTable;
  /** Where the two are known to be alike. */
  readonly same: readonly ByteRange[];
}

interface Comparison {
  readonly old: PageTable | undefined;
  /** 1 for each page that is known to be the same. */
  readonly known: Uint8Array | undefined;
  readonly changed: ((byte: number, before: Uint8Array) => void) | undefined;
}

export class PageStore {
  private readonly slabs: Uint8Array[] = [];
  private readonly uses: number[] = [];
  private readonly free: number[] = [];
  /** The image that was put or taken last, and its pages; an image is compared with it. */
  private readonly latest: Uint8Array;
  private readonly latestWords: Int32Array;
  private table: PageTable | undefined;
  private readonly pages: number;

  /** @param size of an image, in bytes. */
  constructor(private readonly size: number) {
    this.pages = Math.ceil(size / PAGE);
    this.latest = new Uint8Array(this.pages * PAGE);
    this.latestWords = new Int32Array(this.latest.buffer);
  }

  /** Bytes in use by pages. */
  get bytes(): number {
    return (this.uses.length - this.free.length) * PAGE;
  }

  /** Bytes that an image takes beside its pages. */
  get tableBytes(): number {
    return 4 * this.pages;
  }

  /**
   * Stores the image that these parts make up, one after the other; each but the last fills whole pages.
   * @param base the image that it is compared with, and where it is known to be the same; absent: the latest one.
   * @param changed called with the first byte of each page that differs from that image, while `before` still holds it.
   */
  put(
    parts: readonly Uint8Array[],
    base?: BaseImage,
    changed?: (byte: number, before: Uint8Array) => void,
  ): PageTable {
    if (base !== undefined && base.table !== this.table) this.get(base.table);
    const old = this.table;
    const table = old?.slice() ?? new Uint32Array(this.pages);
    const known = old && base ? this.knownPages(base.same) : undefined;
    let page = 0;
    for (const part of parts) page = this.putPart(part, page, table, { old, known, changed });
    this.table = table;
    return table;
  }

  private putPart(
    part: Uint8Array,
    first: number,
    table: PageTable,
    { old, known, changed }: Comparison,
  ): number {
    const words = new Int32Array(part.buffer, part.byteOffset, part.length >> 2);
    let page = first;
    for (let at = 0; at < part.length; at += PAGE, page++) {
      if (old !== undefined && (known?.[page] === 1 || this.same(part, words, at, page))) {
        this.uses[old[page]!]!++;
        continue;
      }
      changed?.(page * PAGE, this.latest);
      const bytes = part.subarray(at, at + PAGE);
      this.latest.set(bytes, page * PAGE);
      const number = this.allocate();
      this.pageOf(number).set(this.latest.subarray(page * PAGE, (page + 1) * PAGE));
      table[page] = number;
    }
    return page;
  }

  private knownPages(ranges: readonly ByteRange[]): Uint8Array {
    const known = new Uint8Array(this.pages);
    for (const { from, to } of ranges) known.fill(1, Math.ceil(from / PAGE), Math.floor(to / PAGE));
    return known;
  }

  private same(part: Uint8Array, words: Int32Array, at: number, page: number): boolean {
    const { latest, latestWords } = this;
    const from = at >> 2;
    const latestFrom = page * PAGE_WORDS;
    const count = Math.min(PAGE_WORDS, words.length - from);
    for (let i = 0; i < count; i++) if (words[from + i] !== latestWords[latestFrom + i]) return false;
    // Bytes behind the last whole word.
    const end = Math.min(at + PAGE, part.length);
    for (let i = at + 4 * count; i < end; i++) if (part[i] !== latest[page * PAGE + i - at]) return false;
    return true;
  }

  /** The image of a table; valid until the next call. Pages it shares with the latest one are not copied. */
  get(table: PageTable): Uint8Array {
    const { table: old, latest } = this;
    for (let page = 0; page < this.pages; page++)
      if (old?.[page] !== table[page]) latest.set(this.pageOf(table[page]!), page * PAGE);
    this.table = table;
    return latest.subarray(0, this.size);
  }

  /** Gives an image up; it is not used any more. */
  drop(table: PageTable): void {
    for (const number of table) if (--this.uses[number]! === 0) this.free.push(number);
    if (this.table === table) this.table = undefined;
  }

  private allocate(): number {
    const number = this.free.pop() ?? this.uses.length;
    this.uses[number] = 1;
    if (Math.floor(number / SLAB_PAGES) === this.slabs.length)
      this.slabs.push(new Uint8Array(SLAB_PAGES * PAGE));
    return number;
  }

  private pageOf(number: number): Uint8Array {
    const at = (number % SLAB_PAGES) * PAGE;
    return this.slabs[Math.floor(number / SLAB_PAGES)]!.subarray(at, at + PAGE);
  }
}
