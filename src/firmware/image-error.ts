/** An error in an image, with its place. */
export class ImageError extends Error {
  override name = 'ImageError';
  constructor(
    what: string,
    /** Byte of the image. */
    readonly offset: number,
  ) {
    super(`${what} (byte ${offset})`);
  }
}
