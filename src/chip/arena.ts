/**
 * One buffer that holds all arrays of a state, so that a snapshot is one copy.
 *
 * A layout is a function that takes its arrays from an arena. It runs once to measure the buffer and once to place the
 * arrays in it.
 */

/** In bytes: a vector that reaches past the end of an array by less than this reaches no other array. */
const ALIGNMENT = 64;

/** Hands out consecutive arrays of a buffer; each begins at a multiple of {@link ALIGNMENT}. */
export class Arena {
  private used = 0;

  /** @param image absent: only measures, giving empty arrays. */
  private constructor(private readonly image?: Uint8Array) {}

  /** The next place where an array may begin. */
  static aligned(bytes: number): number {
    return (bytes + ALIGNMENT - 1) & -ALIGNMENT;
  }

  /** Bytes a layout takes. */
  static measure(layout: (arena: Arena) => unknown): number {
    const ruler = new Arena();
    layout(ruler);
    return ruler.used;
  }

  /** Runs a layout on memory of its size, aligned to {@link ALIGNMENT}. */
  static place<T>(layout: (arena: Arena) => T, image: Uint8Array): T {
    return layout(new Arena(image));
  }

  u8 = (length: number): Uint8Array => this.take(Uint8Array, length, 1);
  i8 = (length: number): Int8Array => this.take(Int8Array, length, 1);
  u16 = (length: number): Uint16Array => this.take(Uint16Array, length, 2);
  i16 = (length: number): Int16Array => this.take(Int16Array, length, 2);
  i32 = (length: number): Int32Array => this.take(Int32Array, length, 4);
  f64 = (length: number): Float64Array => this.take(Float64Array, length, 8);

  private take<A>(
    type: new (buffer: ArrayBufferLike, at: number, length: number) => A,
    length: number,
    size: number,
  ): A {
    const at = this.used;
    this.used = Arena.aligned(at + length * size);
    const { image } = this;
    return image ? new type(image.buffer, image.byteOffset + at, length) : new type(new ArrayBuffer(0), 0, 0);
  }
}
