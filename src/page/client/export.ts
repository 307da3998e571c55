/** Figures as files: SVG, and PNG at twice the size of the screen. */
import type { Chart } from '../../charts/chart.js';
import { figureSvg, type Figure } from '../../charts/figure.js';
import type { PageData } from '../document.js';
import type { ChartView } from './chart-view.js';
import { make } from './reading.js';

/** Pixels of a PNG for each pixel of the drawing. */
const SHARPNESS = 2;

function save(name: string, content: Blob): void {
  const link = make('a');
  link.download = name;
  link.href = URL.createObjectURL(content);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function saveSvg(chart: Chart, { svg }: Figure): void {
  save(`${chart.id}.svg`, new Blob([svg], { type: 'image/svg+xml' }));
}

/** @throws Error when the browser cannot draw the figure. */
async function savePng(chart: Chart, figure: Figure): Promise<void> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(figure.svg)}`;
  await image.decode();
  const canvas = make('canvas');
  canvas.width = figure.width * SHARPNESS;
  canvas.height = figure.height * SHARPNESS;
  canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error(`${chart.id}.png could not be made`);
  save(`${chart.id}.png`, blob);
}

/** Adds the buttons that save a figure as it is shown. */
export function addExportButtons(view: ChartView, data: PageData): void {
  const tools = make('div', '', 'tools');
  const add = (format: string, saveFigure: (chart: Chart, figure: Figure) => void): void => {
    const button = make('button', format);
    button.type = 'button';
    button.title = `save this figure as ${format}`;
    button.addEventListener('click', () => {
      view.draw();
      saveFigure(view.chart, figureSvg(view.chart, { ...view.shownAs, ...data }));
    });
    tools.append(button);
  };
  add('SVG', saveSvg);
  add('PNG', (chart, figure) => void savePng(chart, figure));
  view.element.querySelector('.head')?.append(tools);
}
