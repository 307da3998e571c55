/**
 * Colours by name, for light and dark pages. Drawings refer to them as `var(--name)`, so that a page changes its colours
 * without drawing anything again; files that leave the page carry the colours themselves.
 */

/** A colour on a light and on a dark background. */
export type ColourPair = readonly [light: string, dark: string];
export type Theme = Readonly<Record<string, ColourPair>>;

/** Colours of every page. */
export const BASE_THEME = {
  background: ['#fdfdfb', '#15191e'],
  panel: ['#f3f4f2', '#1d232a'],
  ink: ['#1d2733', '#e4e8ec'],
  dim: ['#5a6571', '#9aa5b1'],
  grid: ['#e4e6e6', '#2a323a'],
  axis: ['#9aa3ab', '#5a6672'],
  cursor: ['#c8372a', '#ff7a6b'],
  warning: ['#9a5a00', '#f0b357'],
  right: ['#2f7d3b', '#7fcf8a'],
  wrong: ['#c8372a', '#ff7a6b'],
  // What is trained on and what is tested with look the same in every figure.
  training: ['#b3541e', '#f0a06a'],
  test: ['#14639c', '#6db3e8'],
  'series-0': ['#14639c', '#6db3e8'],
  'series-1': ['#b3541e', '#f0a06a'],
  'series-2': ['#3d7a35', '#8ccb82'],
  'series-3': ['#8a3b7c', '#d690c6'],
  'series-4': ['#7a6a15', '#d6c45f'],
  'series-5': ['#2e7f7a', '#7fd0ca'],
  'series-6': ['#5b4bb0', '#a99cf0'],
  'series-7': ['#a13a4a', '#f08c9a'],
} as const satisfies Theme;

/** Number of different colours for series that are only numbered. */
const SERIES = 8;

/** Colour of the i-th of numbered series; the colours repeat after eight. */
export const seriesColour = (i: number): string => `series-${i % SERIES}`;

/** Dash pattern that tells the second round of numbered series from the first. */
export const seriesDash = (i: number): string | undefined => (i < SERIES ? undefined : '1 2.5');

/** A colour as drawings refer to it. */
export const paint = (name: string): string => `var(--${name})`;

const declarations = (theme: Theme, side: 0 | 1): string =>
  Object.entries(theme)
    .map(([name, pair]) => `--${name}:${pair[side]};`)
    .join('');

/** The style sheet that gives the names their colours: dark where the reader's system is, light on paper. */
export const themeCss = (theme: Theme): string =>
  `:root{color-scheme:light dark;${declarations(theme, 0)}}\n` +
  `@media screen and (prefers-color-scheme:dark){:root{${declarations(theme, 1)}}}\n`;

/** A drawing with every named colour written out as on a light page, for files that are looked at outside a page. */
export const withColours = (svg: string, theme: Theme): string =>
  svg.replace(/var\(--([a-z0-9-]+)\)/g, (whole, name: string) => theme[name]?.[0] ?? whole);
