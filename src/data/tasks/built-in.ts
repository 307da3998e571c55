/** Tasks that come with Sextant; a task added here is known to `sextant train` and `sextant data generate`. */
import { cueAccumulation } from './cue-accumulation.js';
import { delayedMatch } from './delayed-match.js';
import type { GeneratedTask } from './generated-task.js';
import { gesture } from './gesture.js';
import { keyword } from './keyword.js';
import { patternGeneration } from './pattern-generation.js';
import { temporalXor } from './temporal-xor.js';

export const BUILT_IN_TASKS: readonly GeneratedTask[] = [
  cueAccumulation,
  temporalXor,
  delayedMatch,
  patternGeneration,
  keyword,
  gesture,
];

/** The built-in task of a name, if there is one. */
export const builtInTask = (name: string): GeneratedTask | undefined =>
  BUILT_IN_TASKS.find((task) => task.name === name);
