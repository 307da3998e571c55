/**
 * FlatBuffers as AEDAT 4 uses them: tables whose fields are found through a table of offsets. Every access is checked
 * against the size of the buffer, because the files come from other people.
 */

/** Thrown for a buffer that contradicts itself. */
export class FlatBufferError extends Error {
  override name = 'FlatBufferError';
}

export class FlatTable {
  private readonly view: DataView;

  private constructor(
    private readonly bytes: Uint8Array,
    private readonly at: number,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /**
   * The root table of a buffer that begins with its size.
   * @param identifier four characters that name the type.
   * @throws FlatBufferError when the buffer is not of that type.
   */
  static root(bytes: Uint8Array, identifier: string): FlatTable {
    const start = new FlatTable(bytes, 0);
    const root = 4 + start.number(4, 4);
    const found = String.fromCharCode(...bytes.subarray(8, 12));
    if (found !== identifier)
      throw new FlatBufferError(`'${identifier}' expected, found '${found.replace(/[^\x20-\x7e]/g, '?')}'`);
    return new FlatTable(bytes, root);
  }

  int32(field: number, fallback: number): number {
    const at = this.place(field);
    return at === undefined ? fallback : this.number(at, 4) | 0;
  }

  int64(field: number, fallback: number): number {
    const at = this.place(field);
    return at === undefined ? fallback : Number(this.int64At(at));
  }

  string(field: number): string {
    const place = this.vector(field);
    if (!place) return '';
    this.check(place.at, place.count);
    return new TextDecoder().decode(this.bytes.subarray(place.at, place.at + place.count));
  }

  /** Structures of one size, one after the other. */
  structs(field: number, size: number): { view: DataView; count: number } {
    const place = this.vector(field);
    if (!place) return { view: new DataView(new ArrayBuffer(0)), count: 0 };
    this.check(place.at, place.count * size);
    const { buffer, byteOffset } = this.bytes;
    return { view: new DataView(buffer, byteOffset + place.at, place.count * size), count: place.count };
  }

  private vector(field: number): { at: number; count: number } | undefined {
    const at = this.place(field);
    if (at === undefined) return undefined;
    const start = at + this.number(at, 4);
    return { at: start + 4, count: this.number(start, 4) };
  }

  /** Where a field is, undefined when the table leaves it out. */
  private place(field: number): number | undefined {
    const offsets = this.at - (this.number(this.at, 4) | 0);
    const slot = 4 + 2 * field;
    if (slot + 2 > this.number(offsets, 2)) return undefined;
    const offset = this.number(offsets + slot, 2);
    return offset === 0 ? undefined : this.at + offset;
  }

  private number(at: number, size: 2 | 4): number {
    this.check(at, size);
    return size === 2 ? this.view.getUint16(at, true) : this.view.getUint32(at, true);
  }

  private int64At(at: number): bigint {
    this.check(at, 8);
    return this.view.getBigInt64(at, true);
  }

  private check(at: number, size: number): void {
    if (at < 0 || at + size > this.bytes.length)
      throw new FlatBufferError(`reaches beyond its ${this.bytes.length} bytes`);
  }
}
