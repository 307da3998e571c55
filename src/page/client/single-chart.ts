/** Charts that stand for themselves: what is near the pointer is shown in a box. */
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
