/** Everything that is fuzzed. */
import { dataTargets } from './data.js';
import type { FuzzTarget } from './frame.js';
import { imageTarget } from './images.js';
import { scriptTarget } from './scripts.js';
import { sourceTarget } from './sources.js';
import { traceTargets } from './traces.js';

export const FUZZ_TARGETS: readonly FuzzTarget[] = [
  imageTarget,
  sourceTarget,
  scriptTarget,
  ...traceTargets,
  ...dataTargets,
];
