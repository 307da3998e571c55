/** Charts that are not linked to others: a box shows the values near the pointer. */
import type { ChartView } from './chart-view.js';
import type { ReadingBox } from './reading.js';

export function listenToHover(view: ChartView, box: ReadingBox): void {
  view.area.addEventListener('pointermove', (event) => {
    const at = view.pointAt(event);
    const reading = at && view.read(at);
    view.markPoint(reading?.point);
    if (reading) box.show(reading, event);
    else box.hide();
  });
  view.area.addEventListener('pointerleave', () => {
    view.markPoint(undefined);
    box.hide();
  });
}
