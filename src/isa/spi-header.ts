/** The header word of an SPI transfer. */
import { SPI_HEADER } from '../../isa/spi.js';

type HeaderField = (typeof SPI_HEADER)[number]['name'];

/** Packs a header, as an unsigned number; `read` is 0 or 1 or a boolean. */
export function spiHeader(fields: Record<Exclude<HeaderField, 'read'>, number> & { read: boolean }): number {
  const value = { ...fields, read: fields.read ? 1 : 0 };
  return SPI_HEADER.reduce((word, f) => (word | (value[f.name] << f.lsb)) >>> 0, 0);
}

/** A field of a header, unsigned. */
export function headerField(header: number, name: HeaderField): number {
  const f = SPI_HEADER.find((s) => s.name === name)!;
  return (header >>> f.lsb) & (2 ** f.bits - 1);
}
