/**
 * Marks over a drawing: a line at a position, a circle around a point, a stretch that is being chosen. They are elements
 * of their own, so that the drawing, which may be large, is not painted again while the pointer moves.
 */
import type { Extent } from '../../charts/extent.js';
import type { ChartPoint, Frame } from '../../charts/marks/kind.js';
import { make } from './reading.js';

export class Overlay {
  private readonly line = make('div', '', 'mark line');
  private readonly circle = make('div', '', 'mark circle');
  private readonly stretch = make('div', '', 'mark stretch');

  constructor(area: HTMLElement) {
    area.append(this.line, this.circle, this.stretch);
    for (const element of [this.line, this.circle, this.stretch]) element.hidden = true;
  }

  /** Marks a position; undefined removes the mark, and so does a position outside the frame. */
  showLine(position: number | undefined, frame: Frame): void {
    const [from, to] = frame.x.domain;
    const inside = position !== undefined && position >= from && position <= to;
    this.line.hidden = !inside;
    if (inside) place(this.line, frame.x.at(position) - 0.5, frame.top, 1, frame.bottom - frame.top);
  }

  showCircle(point: ChartPoint | undefined, frame: Frame): void {
    this.circle.hidden = point === undefined;
    if (point) place(this.circle, frame.x.at(point.x) - 6, frame.y.at(point.y) - 6, 12, 12);
  }

  showStretch(stretch: Extent | undefined, frame: Frame): void {
    this.stretch.hidden = stretch === undefined;
    if (!stretch) return;
    const [a, b] = stretch.map((x) => Math.max(frame.left, Math.min(frame.right, frame.x.at(x)))) as [
      number,
      number,
    ];
    place(this.stretch, Math.min(a, b), frame.top, Math.abs(b - a), frame.bottom - frame.top);
  }
}

function place(element: HTMLElement, left: number, top: number, width: number, height: number): void {
  element.style.transform = `translate(${left}px, ${top}px)`;
  element.style.width = `${width}px`;
  element.style.height = `${height}px`;
}
