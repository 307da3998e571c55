/**
 * A chart as data: two axes and what is drawn over them. Plain values throughout, so that a chart can be written into a
 * page as JSON and drawn there again for another width or another part of its data.
 *
 * Colours are names of a theme (theme.ts). Values are in the units of their axes, without prefixes: joules, not
 * nanojoules; axes choose the prefix that suits what they show.
 */

export interface Axis {
  readonly title: string;
  /** Unit of the data without a prefix (`J`, `W`, `s`), or `%` for shares from 0 to 1; absent: plain numbers. */
  readonly unit?: string;
  readonly scale?: 'linear' | 'log';
  /** Names of the positions 0, 1, 2 ..., where these are not quantities. */
  readonly categories?: readonly string[];
  /** Fixed ends of the axis; absent: the range of the data that are shown. */
  readonly domain?: readonly [number, number];
  /** Whether 0 is always shown. */
  readonly zero?: boolean;
  /** Whether only whole numbers make sense. */
  readonly whole?: boolean;
  /** Whether the axis is drawn without numbers and lines. */
  readonly hidden?: boolean;
  /**
   * Other quantities along the axis, such as the time and the cycle at each tick. The first one gets an axis of its own
   * below this one; read-outs show all.
   */
  readonly others?: readonly OtherQuantity[];
}

/** A quantity that grows with the axis; between the points given it is interpolated. */
export interface OtherQuantity {
  readonly title: string;
  readonly unit?: string;
  /** Positions on the main axis, ascending, and the quantity there, ascending, too. */
  readonly at: readonly number[];
  readonly values: readonly number[];
}

/** Lines through points that share their positions. */
export interface LinesMark {
  readonly mark: 'lines';
  /** Ascending. */
  readonly x: readonly number[];
  readonly series: readonly LineSeries[];
  /** Neighbours further apart than this are not connected; absent: all are. */
  readonly gap?: number;
  /** Whether each point is marked. */
  readonly points?: boolean;
}

export interface LineSeries {
  readonly name: string;
  readonly colour: string;
  /** One value for each position; null if there is none. */
  readonly y: readonly (number | null)[];
  /** SVG dash pattern; absent: a solid line. */
  readonly dash?: string;
  readonly width?: number;
  /** An interval around each value, drawn as a band. */
  readonly low?: readonly number[];
  readonly high?: readonly number[];
  /** Text that read-outs show after each value, such as `42 of 50`. */
  readonly notes?: readonly string[];
  /** Whether it is left out of legend and read-outs, because it is explained elsewhere. */
  readonly quiet?: boolean;
}

/** Values stacked on each other over intervals: areas over time, or bars of a histogram. */
export interface StackMark {
  readonly mark: 'stack';
  /** Begin and end of each interval, ascending and without overlaps. */
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly series: readonly StackSeries[];
  /**
   * What a read-out calls the sum; absent: no sum is shown. Where several intervals share a pixel, areas show the mean
   * and, above it, a line in this case the largest sum.
   */
  readonly total?: string;
}

export interface StackSeries {
  readonly name: string;
  readonly colour: string;
  /** One value of 0 or more for each interval. */
  readonly values: readonly number[];
  /** Drawn as an outline, from the axis and not on top of the others. */
  readonly outline?: boolean;
}

/** Horizontal bars, stacked, one for each category of the y axis. */
export interface BarsMark {
  readonly mark: 'bars';
  readonly series: readonly {
    readonly name: string;
    readonly colour: string;
    readonly values: readonly number[];
  }[];
  /** What a read-out says the sum is; absent: no sum. */
  readonly total?: string;
}

/** Points that are not connected. */
export interface PointsMark {
  readonly mark: 'points';
  readonly name: string;
  readonly colour: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** What a read-out calls each point. */
  readonly names?: readonly string[];
}

/** Events in rows: a mark for each. */
export interface RasterMark {
  readonly mark: 'raster';
  /** What the rows are, such as `neurons`. */
  readonly name: string;
  readonly colour: string;
  /** Position of each event, ascending. */
  readonly x: readonly number[];
  /** Row of each event, from 0. */
  readonly row: readonly number[];
  readonly rows: number;
}

/** A cell for each pair of categories, darker the larger its value. */
export interface CellsMark {
  readonly mark: 'cells';
  readonly name: string;
  readonly colour: string;
  /** Values of 0 or more by y, then by x. */
  readonly values: readonly (readonly number[])[];
}

/** Named stretches of the x axis, in one row at a place of the y axis. */
export interface SpansMark {
  readonly mark: 'spans';
  /** What a stretch is, such as `sample`. */
  readonly name: string;
  /** What the positions within a span are called where they are whole numbers from 1, such as `tick`. */
  readonly within?: string;
  readonly spans: readonly Span[];
}

export interface Span {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  /** A text that is added where there is room, and in read-outs. */
  readonly detail?: string;
  readonly colour: string;
}

/** Straight lines over the whole chart at given values of an axis. */
export interface RulesMark {
  readonly mark: 'rules';
  readonly axis: 'x' | 'y';
  /** Ascending. */
  readonly at: readonly number[];
  readonly colour: string;
  readonly dash?: string;
  /** Text beside the line. */
  readonly text?: string;
}

export type Mark =
  LinesMark | StackMark | BarsMark | PointsMark | RasterMark | CellsMark | SpansMark | RulesMark;

export interface Chart {
  /** Unique in its page; exported files are called after it. Letters, digits and hyphens. */
  readonly id: string;
  readonly title: string;
  /** What is shown and how to read it, in a sentence or two. */
  readonly text?: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly marks: readonly Mark[];
  /** Height of the area within the axes, in pixels. */
  readonly height: number;
  /** Whether the chart shares its range of x, zoom and cursor with the others of its page that do. */
  readonly linked?: boolean;
}
