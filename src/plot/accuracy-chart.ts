/** The chart of a training: accuracy per epoch, as SVG. */
import { escapeHtml } from '../text/html.js';
import type { EpochResult } from '../training/epochs.js';

const WIDTH = 720;
const HEIGHT = 400;
const LEFT = 64;
const RIGHT = 128;
const TOP = 64;
const BOTTOM = 56;
const SERIES = [
  { phase: 'train', label: 'training', colour: '#9a6b1f', dash: '6 4' },
  { phase: 'test', label: 'test', colour: '#14507a', dash: '' },
] as const;

/** @param title what was trained, on what. */
export function accuracyChart(title: string, epochs: readonly EpochResult[]): string {
  const last = Math.max(1, epochs.length);
  const x = (epoch: number): number => LEFT + ((WIDTH - LEFT - RIGHT) * (epoch - 0.5)) / last;
  const y = (accuracy: number): number => HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * accuracy;
  const parts: string[] = [];
  const text = (at: [number, number], body: string, extra = ''): void =>
    void parts.push(
      `<text x="${at[0].toFixed(1)}" y="${at[1].toFixed(1)}" ${extra}>${escapeHtml(body)}</text>`,
    );

  text([LEFT, 28], title, 'font-size="17" font-weight="600"');
  text([LEFT, 48], 'share of samples answered correctly, by epoch', 'font-size="13" fill="#555"');
  for (const level of [0, 0.25, 0.5, 0.75, 1]) {
    parts.push(`<path d="M${LEFT} ${y(level)}H${WIDTH - RIGHT}" stroke="${level === 0 ? '#333' : '#ddd'}"/>`);
    text([LEFT - 10, y(level) + 4], `${level * 100} %`, 'text-anchor="end" font-size="12"');
  }
  const every = Math.ceil(last / 20);
  for (let epoch = 1; epoch <= last; epoch += every)
    text([x(epoch), HEIGHT - BOTTOM + 20], String(epoch), 'text-anchor="middle" font-size="12"');
  text([(LEFT + WIDTH - RIGHT) / 2, HEIGHT - 14], 'epoch', 'text-anchor="middle" font-size="13"');

  const ends = SERIES.map(({ phase }) => y(epochs.at(-1)?.[phase].accuracy ?? 0));
  SERIES.forEach(({ phase, label, colour, dash }, i) => {
    const points = epochs.map((e) => [x(e.epoch), y(e[phase].accuracy)] as const);
    const path = points.map(([px, py]) => `${px.toFixed(1)},${py.toFixed(1)}`).join(' ');
    parts.push(
      `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2.5" stroke-dasharray="${dash}"/>`,
    );
    epochs.forEach((e, n) => {
      const [px, py] = points[n]!;
      parts.push(
        `<circle cx="${px.toFixed(1)}" cy="${py.toFixed(1)}" r="4" fill="${colour}">` +
          `<title>epoch ${e.epoch}, ${label}: ${e[phase].correct} of ${e[phase].samples}</title></circle>`,
      );
    });
    const accuracy = epochs.at(-1)?.[phase].accuracy;
    if (accuracy === undefined) return;
    // Labels stand at the lines' ends, apart from each other.
    const close = Math.abs(ends[0]! - ends[1]!) < 18;
    const shift = close ? (ends[i]! < ends[1 - i]! || (ends[0] === ends[1] && i === 1) ? -9 : 9) : 0;
    const at: [number, number] = [x(last) + 12, ends[i]! + 4 + shift];
    text(
      at,
      `${label} ${(100 * accuracy).toFixed(0)} %`,
      `font-size="13" font-weight="600" fill="${colour}"`,
    );
  });
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" ` +
    `font-family="system-ui, sans-serif" fill="#222"><rect width="100%" height="100%" fill="#fff"/>\n${parts.join('\n')}\n</svg>\n`
  );
}
