/** What the turbo engine can count from a tick to the next, learning left out. */
import { ACT, activityBase, type Activity } from '../activity.js';
import { State } from '../states.js';

const COUNTED: readonly (readonly [number, readonly Activity[]])[] = [
  [
    State.PROP,
    [
      'cycles',
      'neurReads',
      'neurWrites',
      'neurBitsWritten',
      'winpReads',
      'wrecReads',
      'woutReads',
      'scanCycles',
      'inputEvents',
      'recurrentEvents',
      'synapticOps',
      'eventUpdates',
      'traceIncrements',
      'outputEventUpdates',
      'advancesNoise',
      'ticks',
      'aerHandshakes',
    ],
  ],
  [
    State.STEP,
    [
      'cycles',
      'neurReads',
      'neurWrites',
      'neurBitsWritten',
      'leakUpdates',
      'spikes',
      'traceLeaks',
      'outputLeaks',
      'advancesRounding',
    ],
  ],
  [State.SDONE, ['cycles']],
];

/**
 * Places in the activity counters. Where the cycle engine took no cycle, no SPI bit came, and all cycles passed in PROP,
 * STEP and SDONE, no other counter has moved.
 */
export const STEPPING_COUNTERS = Int32Array.from(
  COUNTED.flatMap(([state, activities]) => activities.map((a) => activityBase(state) + ACT[a])),
);
