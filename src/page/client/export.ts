/** Figures as files: SVG, and PNG at twice the size of the screen. */
import type { Chart } from '../../charts/chart.js';
import { drawChart } from '../../charts/draw-chart.js';
import type { Extent } from '../../charts/extent.js';
import { withColours } from '../../charts/theme.js';
import type { PageData } from '../document.js';
import type { ChartView } from './chart-view.js';
import { make } from './reading.js';

/** Pixels of a PNG for each pixel of the drawing. */
const SHARPNESS = 2;

/** The drawing as it leaves the page: with title, background, origin, and colours for paper. */
function standalone(chart: Chart, shown: Extent, width: number, { theme, foot }: PageData) {
  const { svg, height } = drawChart(chart, { width, shown, alone: true, foot });
  return { svg: withColours(svg, theme), width, height };
}

function save(name: string, content: Blob): void {
  const link = make('a');
  link.download = name;
  link.href = URL.createObjectURL(content);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function saveSvg(chart: Chart, shown: Extent, width: number, data: PageData): void {
  const { svg } = standalone(chart, shown, width, data);
  save(`${chart.id}.svg`, new Blob([svg], { type: 'image/svg+xml' }));
}

/** @throws Error when the browser cannot draw the figure. */
async function savePng(chart: Chart, shown: Extent, width: number, data: PageData): Promise<void> {
  const drawing = standalone(chart, shown, width, data);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawing.svg)}`;
  await image.decode();
  const canvas = make('canvas');
  canvas.width = drawing.width * SHARPNESS;
  canvas.height = drawing.height * SHARPNESS;
  canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error(`${chart.id}.png could not be made`);
  save(`${chart.id}.png`, blob);
}

/** Adds the buttons that save a figure as it is shown. */
export function addExportButtons(view: ChartView, data: PageData): void {
  const tools = make('div', '', 'tools');
  const add = (format: string, act: (shown: Extent, width: number) => void): void => {
    const button = make('button', format);
    button.type = 'button';
    button.title = `save this figure as ${format}`;
    button.addEventListener('click', () => {
      view.draw();
      act(view.view.shown, view.view.width);
    });
    tools.append(button);
  };
  add('SVG', (shown, width) => saveSvg(view.chart, shown, width, data));
  add('PNG', (shown, width) => void savePng(view.chart, shown, width, data));
  view.element.querySelector('.head')?.append(tools);
}
