/** The part of binary-parser that is used here; the package's own types do not resolve for ES modules. */
declare module 'binary-parser' {
  export class Parser {
    endianess(endianness: 'little' | 'big'): this;
    uint8(name: string): this;
    uint16(name: string): this;
    uint32(name: string): this;
    /** Reads one record; throws RangeError when the bytes are too few. */
    parse(bytes: Uint8Array): unknown;
  }
}
