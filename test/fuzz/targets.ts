/** Everything that is fuzzed. */
import type { FuzzTarget } from './frame.js';
import { imageTarget } from './images.js';
import { traceTargets } from './traces.js';

export const FUZZ_TARGETS: readonly FuzzTarget[] = [imageTarget, ...traceTargets];
