/**
 * Numbers that threads share.
 *
 * Memory that is handed over to another thread instead is lost to the one that had it; from the first time on, V8
 * checks at every access to every typed array whether it is still there, which costs the simulation a sixteenth.
 */
const bytes = (length: number): ArrayBuffer =>
  // A page that is not isolated from others has none; nor has it threads.
  (typeof SharedArrayBuffer === 'undefined'
    ? new ArrayBuffer(length)
    : new SharedArrayBuffer(length)) as ArrayBuffer;

export const sharedInts = (length: number): Int32Array => new Int32Array(bytes(4 * length));
export const sharedFloats = (length: number): Float64Array => new Float64Array(bytes(8 * length));
