/**
 * Keywords as an ear might send them: 256 channels from low to high pitch, in which two bands of activity glide from one pitch
 * to another while a word is spoken. Which pitches, and which way, tells the word; pitch, pace and start vary from sample to
 * sample. Generated data, not recordings: see docs/tasks.md for what that means.
 *
 * A tick stands for two milliseconds.
 */
import type { InputEvent, Sample } from '../task.js';
import { learningSettings } from './learning-settings.js';
import type { GeneratedTask } from './generated-task.js';
import { inOrder, spikes } from './populations.js';
import { gaussian } from './random-weights.js';

const CHANNELS = 256;
const TICKS = 150;
/** Length of a word in ticks; it varies by a fifth, and starts within the first ticks. */
const WORD_TICKS = 100;
const PACE = 0.2;
const LATEST_START = 20;
const LABEL = 110;
/** How far a speaker's pitch is from the mean, as a standard deviation in channels. */
const PITCH_SPREAD = 5;
/** Width of a band in channels, as a standard deviation; and its spikes in a tick. */
const BAND_WIDTH = 6;
const BAND_SPIKES = 1.2;
/** Chance of a spike of noise, a channel and tick. */
const NOISE = 0.001;

/** Pitch of the two bands of each word at its beginning and its end, in channels. */
const WORDS = [
  { low: [40, 100], high: [180, 180] },
  { low: [100, 40], high: [180, 180] },
  { low: [40, 100], high: [220, 140] },
  { low: [100, 40], high: [220, 140] },
  { low: [70, 70], high: [140, 220] },
  { low: [70, 70], high: [220, 140] },
] as const;

function sample(random: () => number): Sample {
  const label = Math.floor(WORDS.length * random());
  const { low, high } = WORDS[label]!;
  const shift = PITCH_SPREAD * gaussian(random);
  const ticks = Math.round(WORD_TICKS * (1 + PACE * (2 * random() - 1)));
  const start = Math.floor(LATEST_START * random());
  const events: InputEvent[] = [...spikes(CHANNELS * TICKS, NOISE, random)].map((slot) => ({
    neuron: slot % CHANNELS,
    tick: Math.floor(slot / CHANNELS),
  }));
  for (const [from, to] of [low, high])
    for (const at of spikes(SLOTS * ticks, BAND_SPIKES / SLOTS, random)) {
      const tick = Math.floor(at / SLOTS);
      const pitch = from + ((to - from) * tick) / ticks + shift + BAND_WIDTH * gaussian(random);
      events.push({ neuron: Math.max(0, Math.min(CHANNELS - 1, Math.round(pitch))), tick: start + tick });
    }
  return { events: inOrder(events), label, labelTick: LABEL, ticks: TICKS };
}

/** Chances of a spike in a tick, so that a band may have several. */
const SLOTS = 10;

const SIZES = { inputs: CHANNELS, neurons: 100, outputs: WORDS.length };

export const keyword: GeneratedTask = {
  name: 'keyword',
  title: 'which of six words was spoken, in 256 channels of pitch',
  sizes: SIZES,
  ...learningSettings(SIZES, { LR_P_WINP: 7, LR_P_WREC: 7, LR_P_WOUT: 12 }),
  spread: { inp: 25, rec: 1.87, out: 9.1 },
  sampler: () => sample,
};
