/** Events of a recording: what a sensor saw, as columns, and where it can look. */

/** Events column by column; every column has `count` entries. */
export interface EventColumns {
  readonly count: number;
  /** Time in microseconds. */
  readonly t: Float64Array;
  /** Column of the pixel, from 0; for an ear or a skin the number of the channel. */
  readonly x: Uint16Array;
  /** Row of the pixel, from 0; 0 where a sensor has one row. */
  readonly y: Uint16Array;
  /** Polarity: 1 for more light, 0 for less; 1 where a sensor has none. */
  readonly p: Uint8Array;
}

/** Pixels of a sensor. */
export interface SensorSize {
  readonly width: number;
  readonly height: number;
}

/** Collects events one by one; grows as needed. */
export class EventBuffer {
  count = 0;
  /** Events that carry no usable time or position, because their stream began in the middle. */
  skipped = 0;
  /** The sensor, where the file names it. */
  sensor: SensorSize | undefined;
  private t = new Float64Array(4096);
  private x = new Uint16Array(4096);
  private y = new Uint16Array(4096);
  private p = new Uint8Array(4096);

  push(t: number, x: number, y: number, p: number): void {
    if (this.count === this.t.length) this.grow();
    this.t[this.count] = t;
    this.x[this.count] = x;
    this.y[this.count] = y;
    this.p[this.count++] = p;
  }

  /** The events so far; the buffer is empty afterwards. */
  take(): EventColumns {
    const { count } = this;
    this.count = 0;
    return {
      count,
      t: this.t.slice(0, count),
      x: this.x.slice(0, count),
      y: this.y.slice(0, count),
      p: this.p.slice(0, count),
    };
  }

  private grow(): void {
    const size = 2 * this.t.length;
    const larger = <A extends { set(other: A): void }>(to: A, from: A): A => {
      to.set(from);
      return to;
    };
    this.t = larger(new Float64Array(size), this.t);
    this.x = larger(new Uint16Array(size), this.x);
    this.y = larger(new Uint16Array(size), this.y);
    this.p = larger(new Uint8Array(size), this.p);
  }
}
