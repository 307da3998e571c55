/** How a run ended. */
import type { UserError } from '../text/errors.js';

/** How a run ended: finished, stopped from outside, or failed. */
export type RunEnd =
  | { readonly kind: 'finished' }
  /** A hook ended the run. */
  | { readonly kind: 'stopped' }
  /** A wait timed out, or a firmware program trapped; what was recorded until then is valid. */
  | { readonly kind: 'failed'; readonly error: UserError };

export const FINISHED: RunEnd = { kind: 'finished' };
export const STOPPED: RunEnd = { kind: 'stopped' };
