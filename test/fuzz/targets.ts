/** Everything that is fuzzed. */
import { debugAdapterTarget } from './debug-adapter.js';
import { debugCommandTarget } from './debug-commands.js';
import { tableTarget } from './energy-tables.js';
import { eventTargets } from './events.js';
import type { FuzzTarget } from './frame.js';
import { imageTarget } from './images.js';
import { graphTarget, hdf5Target } from './networks.js';
import { recordingTarget } from './recordings.js';
import { scriptTarget } from './scripts.js';
import { sessionTarget } from './sessions.js';
import { sourceTarget } from './sources.js';
import { taskTarget } from './tasks.js';
import { traceTargets } from './traces.js';
import { weightTargets } from './weights.js';

export const FUZZ_TARGETS: readonly FuzzTarget[] = [
  imageTarget,
  sourceTarget,
  scriptTarget,
  ...traceTargets,
  ...eventTargets,
  ...weightTargets,
  tableTarget,
  taskTarget,
  recordingTarget,
  graphTarget,
  hdf5Target,
  sessionTarget,
  debugAdapterTarget,
  debugCommandTarget,
];
