/** Numbers and lines of the axes. */
import type { Axis, OtherQuantity } from './chart.js';
import { numberText } from './number-text.js';
import { interpolate, type Scale } from './scale.js';
import { element, FONT_SIZE, px, textElement, textWidth } from './svg.js';
import { paint } from './theme.js';
import { logTicks, roundTicks } from './ticks.js';

/** Room beside the area within the axes, in pixels: numbers of the y axis at the left, half a number at the right. */
export const SIDE = { left: 66, right: 14 } as const;

/** Distances that keep numbers apart, in pixels. */
const BETWEEN = { x: 64, y: 36 } as const;

/** The title and the numbers of an axis. */
export interface AxisText {
  /** Title with the unit that suits what is shown, such as `energy (nJ)`. */
  readonly title: string;
  readonly labels: readonly { readonly place: number; readonly text: string }[];
}

const withUnit = (title: string, unit: string): string => (unit === '' ? title : `${title} (${unit})`);

/** How many steps an axis is cut into at most, by its length in pixels. */
export const stepsOf = (side: 'x' | 'y', length: number): number =>
  Math.max(1, Math.floor(length / BETWEEN[side]));

/** Title and numbers of an axis. */
export function axisText(axis: Axis, scale: Scale, side: 'x' | 'y'): AxisText {
  if (axis.categories) return categoryText(axis.title, axis.categories, scale, side);
  const [low, high] = scale.domain;
  const length = Math.abs(scale.range[1] - scale.range[0]);
  const ticks =
    axis.scale === 'log'
      ? logTicks(low, high)
      : roundTicks(low, high, stepsOf(side, length), axis.whole === true);
  const text = numberText(
    axis.unit,
    Math.max(Math.abs(low), Math.abs(high)),
    ticks.step,
    axis.whole === true,
  );
  return {
    title: withUnit(axis.title, text.unit),
    labels: ticks.values.map((value) => ({ place: scale.at(value), text: text.tick(value) })),
  };
}

/** Names of categories; some are left out if they would touch each other. */
function categoryText(title: string, categories: readonly string[], scale: Scale, side: 'x' | 'y'): AxisText {
  const between = Math.abs(scale.at(1) - scale.at(0));
  const widest = Math.max(...categories.map((name) => textWidth(name, FONT_SIZE)));
  const every = Math.max(1, Math.ceil((side === 'x' ? widest + 8 : FONT_SIZE + 2) / (between || 1)));
  const labels = categories.map((text, i) => ({ place: scale.at(i), text }));
  return { title, labels: labels.filter((_, i) => i % every === 0) };
}

/** Title and numbers of another quantity along an axis. */
export function otherAxisText({ title, unit, at, values }: OtherQuantity, scale: Scale): AxisText {
  const [low, high] = scale.domain.map((position) => interpolate(at, values, position)) as [number, number];
  const ticks = roundTicks(low, high, stepsOf('x', Math.abs(scale.range[1] - scale.range[0])));
  const text = numberText(unit, Math.max(Math.abs(low), Math.abs(high)), ticks.step);
  return {
    title: withUnit(title, text.unit),
    labels: ticks.values.map((value) => ({
      place: scale.at(interpolate(values, at, value)),
      text: text.tick(value),
    })),
  };
}

/**
 * Labels, from left to right, without those that would touch the one before or reach beyond an end.
 * @param from left end of the room they have, in pixels. @param to right end.
 */
function apart(labels: AxisText['labels'], from: number, to: number): AxisText['labels'] {
  let free = from;
  return labels.filter(({ place, text }) => {
    const half = textWidth(text, FONT_SIZE) / 2;
    if (place - half < free || place + half > to) return false;
    free = place + half + 6;
    return true;
  });
}

/** Edges of the area within the axes, in pixels. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Lines across the area at each number of the y axis, and the numbers at its left. */
export function drawYAxis({ labels }: AxisText, { left, right }: Area, grid: boolean): string {
  const lines = labels
    .map(({ place }) => `M${px(left)} ${px(Math.round(place) + 0.5)}H${px(right)}`)
    .join('');
  const texts = labels.map(({ place, text }) =>
    textElement({ x: left - 8, y: place + 4, 'text-anchor': 'end', fill: paint('dim') }, text),
  );
  return (grid ? element('path', { d: lines, stroke: paint('grid'), fill: 'none' }) : '') + texts.join('');
}

/**
 * The line below the area, with the numbers of the x axis.
 * @param y place of the line. @param titleAt `start`: the title stands left of the numbers; `below`: in a line below.
 */
export function drawXAxis(
  { title, labels }: AxisText,
  { left, right }: Area,
  y: number,
  titleAt: 'start' | 'below',
): string {
  const line = Math.round(y) + 0.5;
  const marks = labels.map(({ place }) => `M${px(Math.round(place) + 0.5)} ${px(line)}v4`).join('');
  const axis = element('path', {
    d: `M${px(left)} ${px(line)}H${px(right)}${marks}`,
    stroke: paint('axis'),
    fill: 'none',
  });
  const dim = { fill: paint('dim') };
  const room = titleAt === 'start' ? left - 6 : 0;
  const texts = apart(labels, room, right + SIDE.right).map(({ place, text }) =>
    textElement({ x: place, y: line + 16, 'text-anchor': 'middle', ...dim }, text),
  );
  const name =
    titleAt === 'start'
      ? textElement({ x: left - 8, y: line + 16, 'text-anchor': 'end', ...dim }, title)
      : textElement({ x: (left + right) / 2, y: line + 32, 'text-anchor': 'middle', ...dim }, title);
  return axis + texts.join('') + name;
}
