/**
 * Gestures as an event camera might send them: a hand moves across a field of 16 by 8 pixels, each with an input for getting
 * brighter and one for getting darker. The hand's front makes pixels brighter, its back makes them darker. Six gestures: left,
 * right, up, down, and a circle either way; path, pace and start vary from sample to sample. Generated data, not recordings.
 *
 * A tick stands for five milliseconds.
 */
import type { InputEvent, Sample } from '../task.js';
import { learningSettings } from './learning-settings.js';
import type { GeneratedTask } from './generated-task.js';
import { inOrder } from './populations.js';
import { gaussian } from './random-weights.js';

const WIDTH = 16;
const HEIGHT = 8;
const PIXELS = WIDTH * HEIGHT;
const TICKS = 120;
const LABEL = 80;
const GESTURE_TICKS = 80;
const PACE = 0.2;
const LATEST_START = 15;
/** Radius of the hand in pixels, and how far the path is displaced, as a standard deviation. */
const RADIUS = 1.6;
const DISPLACEMENT = 0.7;
/** Chance that a change of brightness is seen, and of an event without one, a pixel and tick. */
const SEEN = 0.8;
const NOISE = 0.0005;

/** Where the hand is, from the share of the gesture that is over; pixels from the centre. */
type Path = (share: number) => readonly [x: number, y: number];
const circle =
  (direction: 1 | -1): Path =>
  (share) => [5 * Math.cos(2 * Math.PI * share * direction), 2.5 * Math.sin(2 * Math.PI * share * direction)];
const GESTURES: readonly Path[] = [
  (share) => [10 - 20 * share, 0],
  (share) => [20 * share - 10, 0],
  (share) => [0, 6 - 12 * share],
  (share) => [0, 12 * share - 6],
  circle(1),
  circle(-1),
];

function sample(random: () => number): Sample {
  const label = Math.floor(GESTURES.length * random());
  const path = GESTURES[label]!;
  const length = Math.round(GESTURE_TICKS * (1 + PACE * (2 * random() - 1)));
  const start = Math.floor(LATEST_START * random());
  const [dx, dy] = [DISPLACEMENT * gaussian(random), DISPLACEMENT * gaussian(random)];
  const centre = [(WIDTH - 1) / 2 + dx, (HEIGHT - 1) / 2 + dy] as const;
  const events: InputEvent[] = [];
  const covered = new Uint8Array(PIXELS);
  for (let tick = 0; tick < TICKS; tick++) {
    const [x, y] = path(Math.max(0, Math.min(1, (tick - start) / length)));
    for (let pixel = 0; pixel < PIXELS; pixel++) {
      const now = covers(pixel, centre[0] + x, centre[1] + y) ? 1 : 0;
      const changed = now !== covered[pixel];
      covered[pixel] = now;
      if (random() < (changed && tick > 0 ? SEEN : NOISE)) events.push({ neuron: 2 * pixel + now, tick });
    }
  }
  return { events: inOrder(events), label, labelTick: LABEL, ticks: TICKS };
}

/** Whether the hand covers a pixel. */
const covers = (pixel: number, x: number, y: number): boolean =>
  Math.hypot((pixel % WIDTH) - x, Math.floor(pixel / WIDTH) - y) < RADIUS;

const SIZES = { inputs: 2 * PIXELS, neurons: 100, outputs: GESTURES.length };

export const gesture: GeneratedTask = {
  name: 'gesture',
  title: 'which of six movements a hand made, seen by 128 pixels',
  sizes: SIZES,
  ...learningSettings(SIZES, { LR_P_WINP: 7, LR_P_WREC: 7, LR_P_WOUT: 12 }),
  spread: { inp: 50, rec: 1.87, out: 9.1 },
  sampler: () => sample,
};
