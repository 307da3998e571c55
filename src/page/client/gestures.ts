/**
 * The pointer over linked charts: it marks a position; dragging chooses what to show, dragging with Shift moves, the
 * wheel with Ctrl zooms and with Shift moves, a double click shows everything. The wheel alone scrolls the page.
 */
import type { ChartView } from './chart-view.js';
import type { SharedRange } from './shared-range.js';

/** Zoom for each unit that the wheel reports. */
const WHEEL = 0.0015;
/** Shorter drags are clicks, in pixels. */
const CLICK = 4;

interface Drag {
  /** Place of the pointer where the drag began, and the position there. */
  readonly startX: number;
  readonly start: number;
  /** What was shown then. */
  readonly shown: readonly [number, number];
  readonly moves: boolean;
}

export function listenToPointer(view: ChartView, range: SharedRange): void {
  const { area } = view;
  let drag: Drag | undefined;

  area.addEventListener(
    'wheel',
    (event) => {
      const point = view.pointAt(event);
      const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
      if (!point || (!event.ctrlKey && !event.metaKey && sideways === 0)) return;
      event.preventDefault();
      if (event.ctrlKey || event.metaKey) range.zoom(Math.exp(event.deltaY * WHEEL), point.x);
      else range.move(sideways * WHEEL);
    },
    { passive: false },
  );

  area.addEventListener('pointerdown', (event) => {
    const point = view.pointAt(event);
    if (!point || event.button !== 0 || event.pointerType === 'touch') return;
    drag = { startX: event.clientX, start: point.x, shown: range.shown, moves: event.shiftKey };
    area.setPointerCapture(event.pointerId);
  });

  area.addEventListener('pointermove', (event) => {
    const point = view.pointAt(event);
    if (drag?.moves === true) {
      const [from, to] = drag.shown;
      const perPixel = (to - from) / Math.max(1, view.plotWidth);
      const by = (drag.startX - event.clientX) * perPixel;
      range.show(from + by, to + by);
    }
    range.mark(point?.x);
    if (drag && !drag.moves && point) view.markStretch([drag.start, point.x]);
  });

  area.addEventListener('pointerup', (event) => {
    const point = view.pointAt(event);
    const chosen = drag && !drag.moves && Math.abs(event.clientX - drag.startX) > CLICK;
    if (drag && chosen && point) range.show(Math.min(drag.start, point.x), Math.max(drag.start, point.x));
    drag = undefined;
    view.markStretch(undefined);
  });

  area.addEventListener('pointerleave', () => range.mark(undefined));
  area.addEventListener('dblclick', () => range.showAll());
}
