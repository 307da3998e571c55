/** The interface of all kinds of marks; the rest of a chart uses marks only through it. */
import type { Extent } from '../extent.js';
import type { Scale } from '../scale.js';

/** The area that marks are drawn in. */
export interface Frame {
  /** Edges of the area within the axes, in pixels. */
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly x: Scale;
  readonly y: Scale;
  /** A value of an axis with its unit, for read-outs. */
  readonly xText: (value: number) => string;
  readonly yText: (value: number) => string;
}

export interface LegendEntry {
  readonly name: string;
  readonly colour: string;
  readonly shape: 'line' | 'box' | 'dot' | 'outline';
  readonly dash?: string;
}

/** A place within a chart, in the units of its axes. */
export interface ChartPoint {
  readonly x: number;
  readonly y: number;
}

/** What a mark shows at a place. */
export interface Reading {
  readonly rows: readonly ReadingRow[];
  /** The point that the values belong to; absent if they do not belong to a single point. */
  readonly point?: ChartPoint;
  /** Heading of the read-out; absent: the position on the x axis. */
  readonly heading?: string;
}

export interface ReadingRow {
  readonly name: string;
  readonly value: string;
  readonly colour?: string;
}

export interface MarkKind<M> {
  /** Range of x that the mark needs; undefined if it needs none. */
  extentX(mark: M): Extent | undefined;
  /** Range of y that the mark needs where only a part of x is shown. */
  extentY(mark: M, shown: Extent): Extent | undefined;
  /** SVG of the mark; it may reach beyond the frame, which clips it. */
  draw(mark: M, frame: Frame): string;
  legend(mark: M): readonly LegendEntry[];
  /** The values at a place; undefined if nothing is near. */
  read(mark: M, at: ChartPoint, frame: Frame): Reading | undefined;
}
