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

/** An image that another one is compared with. */
export interface BaseImage {
  readonly table: PageTable;
  /** By page: 1 where the two are known to be alike. */
  readonly same: Uint8Array;
}

export class PageStore {
  private readonly slabs: Int32Array[] = [];
  private readonly uses: number[] = [];
  private readonly free: number[] = [];
  /** The image that was put or taken last, and its pages; an image is compared with it. */
  private readonly latest: Uint8Array;
  private readonly latestWords: Int32Array;
  private table: PageTable | undefined;
  /** Pages of an image. */
  readonly pages: number;

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
   */
  put(parts: readonly Uint8Array[], base?: BaseImage): PageTable {
    if (base !== undefined && base.table !== this.table) this.get(base.table);
    const isFirst = this.table === undefined;
    const table = this.table?.slice() ?? new Uint32Array(this.pages);
    let page = 0;
    for (const part of parts) {
      const end = page + Math.ceil(part.length / PAGE);
      const words = new Int32Array(part.buffer, part.byteOffset, part.length >> 2);
      for (let at = 0; page < end; page++, at += PAGE_WORDS) {
        const isKnown = base !== undefined && base.same[page] === 1;
        if (!isFirst && (isKnown || this.same(part, words, at, page))) this.uses[table[page]!]!++;
        else table[page] = this.store(part, words, at, page);
      }
    }
    this.table = table;
    return table;
  }

  /** Stores a page of a part as a new one, and in the latest image. @param from its first word in the part. */
  private store(part: Uint8Array, words: Int32Array, from: number, page: number): number {
    const { latest, latestWords } = this;
    const first = page * PAGE_WORDS;
    const count = Math.min(PAGE_WORDS, words.length - from);
    for (let i = 0; i < count; i++) latestWords[first + i] = words[from + i]!;
    for (let i = 4 * (from + count); i < Math.min(4 * from + PAGE, part.length); i++)
      latest[page * PAGE + i - 4 * from] = part[i]!;
    const number = this.allocate();
    const slab = this.slabs[Math.floor(number / SLAB_PAGES)]!;
    const at = (number % SLAB_PAGES) * PAGE_WORDS;
    for (let i = 0; i < PAGE_WORDS; i++) slab[at + i] = latestWords[first + i]!;
    return number;
  }

  /** Whether a page of a part is that of the latest image. @param from its first word in the part. */
  private same(part: Uint8Array, words: Int32Array, from: number, page: number): boolean {
    const { latest, latestWords } = this;
    const first = page * PAGE_WORDS;
    const count = Math.min(PAGE_WORDS, words.length - from);
    for (let i = 0; i < count; i++) if (words[from + i] !== latestWords[first + i]) return false;
    // Bytes behind the last whole word.
    for (let i = 4 * (from + count); i < Math.min(4 * from + PAGE, part.length); i++)
      if (part[i] !== latest[page * PAGE + i - 4 * from]) return false;
    return true;
  }

  /** The image of a table; valid until the next call. Pages it shares with the latest one are not copied. */
  get(table: PageTable): Uint8Array {
    const { table: old, latest, latestWords } = this;
    for (let page = 0; page < this.pages; page++)
      if (old?.[page] !== table[page]) latestWords.set(this.pageOf(table[page]!), page * PAGE_WORDS);
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
      this.slabs.push(new Int32Array(SLAB_PAGES * PAGE_WORDS));
    return number;
  }

  private pageOf(number: number): Int32Array {
    const at = (number % SLAB_PAGES) * PAGE_WORDS;
    return this.slabs[Math.floor(number / SLAB_PAGES)]!.subarray(at, at + PAGE_WORDS);
  }
}
