/** All kinds of marks by name. To add one: its data in chart.ts, its file beside this one, and a line here. */
import type { Mark } from '../chart.js';
import { barsKind } from './bars.js';
import { cellsKind } from './cells.js';
import type { MarkKind } from './kind.js';
import { linesKind } from './lines.js';
import { pointsKind } from './points.js';
import { rasterKind } from './raster.js';
import { rulesKind } from './rules.js';
import { spansKind } from './spans.js';
import { stackKind } from './stack.js';

const KINDS: { readonly [K in Mark['mark']]: MarkKind<Extract<Mark, { mark: K }>> } = {
  lines: linesKind,
  stack: stackKind,
  bars: barsKind,
  points: pointsKind,
  raster: rasterKind,
  cells: cellsKind,
  spans: spansKind,
  rules: rulesKind,
};

/** The implementation of the kind of a mark. */
export const kindOf = (mark: Mark): MarkKind<Mark> => KINDS[mark.mark];
