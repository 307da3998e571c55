/** Figures as files: SVG, and PNG at twice the size of the screen. */
import type { Chart } from '../../charts/chart.js';
import { drawChart } from '../../charts/draw-chart.js';
import type { Extent } from '../../charts/extent.js';
import { withColours } from '../../charts/theme.js';
import type { PageData } from '../document.js';

/** Pixels of a PNG for each pixel of the drawing. */
const SHARPNESS = 2;

/** The drawing as it leaves the page: with title, background, origin, and colours for paper. */
function standalone(chart: Chart, shown: Extent, width: number, { theme, foot }: PageData) {
  const { svg, height } = drawChart(chart, { width, shown, alone: true, foot });
  return { svg: withColours(svg, theme), width, height };
}

function save(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.download = name;
  link.href = URL.createObjectURL(content);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

export function saveSvg(chart: Chart, shown: Extent, width: number, data: PageData): void {
  const { svg } = standalone(chart, shown, width, data);
  save(`${chart.id}.svg`, new Blob([svg], { type: 'image/svg+xml' }));
}

/** @throws Error when the browser cannot draw the figure. */
export async function savePng(chart: Chart, shown: Extent, width: number, data: PageData): Promise<void> {
  const drawing = standalone(chart, shown, width, data);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawing.svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = drawing.width * SHARPNESS;
  canvas.height = drawing.height * SHARPNESS;
  canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error(`${chart.id}.png could not be made`);
  save(`${chart.id}.png`, blob);
}
