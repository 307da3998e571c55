/// <reference lib="dom" />
/**
 * What runs in the page: draws the panels on canvases, all over one range of ticks that the wheel zooms and the mouse
 * drags. The function is written into the page as text, so that it must not use anything from outside itself.
 */
import type { PictureData } from './picture-data.js';

export function pictureClient(data: PictureData): void {
  const INK = getComputedStyle(document.documentElement);
  const colour = (name: string): string => INK.getPropertyValue(name).trim();
  const SERIES = ['--s0', '--s1', '--s2', '--s3', '--s4', '--s5'];
  const LEFT = 76;
  const RIGHT = 12;
  const last = (a: readonly number[]): number => a[a.length - 1] ?? 0;
  const end =
    Math.max(
      1,
      last(data.outputTicks),
      last(data.spikes.ticks),
      last(data.inputs.ticks),
      last(data.effort.ticks),
    ) + 1;
  const start = Math.max(
    0,
    Math.min(
      ...[data.samples[0], data.outputTicks[0], data.spikes.ticks[0], end - 1].filter((t) => t !== undefined),
    ) - 1,
  );
  let from = start;
  let to = end;
  let cursor: number | undefined;

  interface Panel {
    canvas: HTMLCanvasElement;
    draw: (g: CanvasRenderingContext2D, w: number, h: number) => void;
    tell: (tick: number) => string;
  }
  const panels: Panel[] = [];
  const x = (tick: number, w: number): number => LEFT + ((tick - from) / (to - from)) * (w - LEFT - RIGHT);

  /** First index with a value of at least `value` in ascending numbers. */
  const lower = (list: readonly number[], value: number): number => {
    let [a, b] = [0, list.length];
    while (a < b) {
      const m = (a + b) >> 1;
      if (list[m]! < value) a = m + 1;
      else b = m;
    }
    return a;
  };

  const panel = (
    title: string,
    height: number,
    draw: Panel['draw'],
    tell: Panel['tell'],
    legend: { name: string; ink: string }[] = [],
  ): void => {
    const figure = document.createElement('figure');
    const caption = document.createElement('figcaption');
    caption.textContent = title;
    for (const { name, ink } of legend) {
      const key = document.createElement('b');
      key.textContent = ` ${name}`;
      key.style.color = `var(${ink})`;
      caption.append(key);
    }
    const canvas = document.createElement('canvas');
    canvas.style.height = `${height}px`;
    figure.append(caption, canvas);
    document.getElementById('panels')!.append(figure);
    panels.push({ canvas, draw, tell });
  };

  const axis = (
    g: CanvasRenderingContext2D,
    h: number,
    min: number,
    max: number,
  ): ((v: number) => number) => {
    const y = (v: number): number => h - 4 - ((v - min) / (max - min || 1)) * (h - 12);
    g.fillStyle = colour('--dim');
    g.textAlign = 'right';
    g.textBaseline = 'middle';
    const middle = (min + max) / 2;
    for (const v of [min, max - min > 3 ? Math.round(middle) : middle, max]) {
      g.fillText(Math.abs(v) >= 100 ? v.toFixed(0) : String(Math.round(v * 100) / 100), LEFT - 8, y(v));
      g.fillRect(LEFT - 4, Math.round(y(v)), 4, 1);
    }
    return y;
  };

  /** Marks the start of every sample, where they do not crowd. */
  const samples = (g: CanvasRenderingContext2D, w: number, h: number): void => {
    const [a, b] = [lower(data.samples, from), lower(data.samples, to)];
    if (b - a > w / 8) return;
    g.fillStyle = colour('--line');
    for (let i = a; i < b; i++) g.fillRect(Math.round(x(data.samples[i]!, w)), 0, 1, h);
  };

  /** Every event a mark: pixels of one image, so that millions stay smooth. */
  const raster = (title: string, events: PictureData['spikes'], ink: string): void => {
    let neurons = 1;
    for (const n of events.neurons) if (n >= neurons) neurons = n + 1;
    const height = Math.min(280, Math.max(90, neurons * 2));
    panel(
      title,
      height,
      (g, w, h) => {
        const y = axis(g, h, 0, neurons - 1);
        const scale = devicePixelRatio || 1;
        const width = Math.max(1, Math.round((w - LEFT - RIGHT) * scale));
        const rows = Math.max(1, Math.round(h * scale));
        const image = g.createImageData(width, rows);
        const pixels = new Uint32Array(image.data.buffer);
        const probe = document.createElement('canvas').getContext('2d')!;
        probe.fillStyle = colour(ink);
        probe.fillRect(0, 0, 1, 1);
        const mark = new Uint32Array(probe.getImageData(0, 0, 1, 1).data.buffer)[0]!;
        const across = width / (to - from);
        const markW = Math.max(Math.round(1.5 * scale), Math.min(4, Math.round(across)));
        const markH = Math.max(Math.round(1.5 * scale), Math.floor((rows - 12 * scale) / neurons) - 1);
        for (
          let i = lower(events.ticks, Math.floor(from));
          i < events.ticks.length && events.ticks[i]! <= to;
          i++
        ) {
          const px = Math.floor((events.ticks[i]! - from) * across);
          const py = Math.round(y(events.neurons[i]!) * scale) - (markH >> 1);
          for (let dy = 0; dy < markH; dy++)
            for (let dx = 0; dx < markW; dx++) {
              const at = px + dx;
              const row = py + dy;
              if (at >= 0 && at < width && row >= 0 && row < rows) pixels[row * width + at] = mark;
            }
        }
        g.putImageData(image, LEFT * scale, 0);
        samples(g, w, h);
      },
      (tick) => {
        const ids: number[] = [];
        for (let i = lower(events.ticks, tick); events.ticks[i] === tick; i++) ids.push(events.neurons[i]!);
        return `${title.split(',')[0]!}: ${ids.length === 0 ? 'none' : ids.slice(0, 12).join(' ') + (ids.length > 12 ? ' ...' : '')}`;
      },
    );
  };

  interface Line {
    name: string;
    ticks: readonly number[];
    values: readonly number[];
    ink: string;
    dashed?: boolean;
  }
  /** Lines; where several values fall on a pixel, their range is drawn. */
  const lines = (title: string, list: readonly Line[]): void => {
    let [min, max] = [0, 1];
    for (const { values } of list)
      for (const v of values) {
        if (v < min) min = v;
        if (v > max) max = v;
      }
    panel(
      title,
      150,
      (g, w, h) => {
        const y = axis(g, h, min, max);
        samples(g, w, h);
        g.save();
        g.beginPath();
        g.rect(LEFT, 0, w - LEFT - RIGHT, h);
        g.clip();
        for (const line of list) {
          g.strokeStyle = colour(line.ink);
          g.setLineDash(line.dashed === true ? [5, 4] : []);
          g.lineWidth = line.dashed === true ? 1 : 1.5;
          g.beginPath();
          const first = Math.max(0, lower(line.ticks, from) - 1);
          let column = NaN;
          let [low, high] = [0, 0];
          for (let i = first; i < line.ticks.length; i++) {
            const px = Math.round(x(line.ticks[i]!, w) * 2) / 2;
            const py = y(line.values[i]!);
            if (px === column) {
              [low, high] = [Math.min(low, py), Math.max(high, py)];
            } else {
              if (low !== high) {
                g.moveTo(column, low);
                g.lineTo(column, high);
              }
              // A gap of many ticks is no line.
              if (Number.isNaN(column) || line.ticks[i]! - line.ticks[i - 1]! > 1) g.moveTo(px, py);
              else g.lineTo(px, py);
              [column, low, high] = [px, py, py];
            }
            if (line.ticks[i]! > to) break;
          }
          g.stroke();
        }
        g.restore();
      },
      (tick) =>
        list
          .filter((l) => l.dashed !== true)
          .map((l) => {
            const i = lower(l.ticks, tick);
            return `${l.name} ${l.ticks[i] === tick ? String(Math.round(l.values[i]! * 100) / 100) : '-'}`;
          })
          .join(', '),
      list.filter((l) => l.dashed !== true),
    );
  };

  /** Numbers of the ticks, over all panels. */
  const timeAxis = (g: CanvasRenderingContext2D, w: number, h: number): void => {
    const room = ((to - from) * 90) / (w - LEFT - RIGHT);
    const decade = 10 ** Math.floor(Math.log10(Math.max(1, room)));
    const step = Math.max(1, [1, 2, 5, 10].find((m) => m * decade >= room)! * decade);
    g.fillStyle = colour('--dim');
    g.textAlign = 'center';
    g.textBaseline = 'top';
    for (let tick = Math.ceil(from / step) * step; tick <= to; tick += step) {
      g.fillRect(Math.round(x(tick, w)), h - 4, 1, 4);
      g.fillText(String(tick), x(tick, w), 1);
    }
    g.textAlign = 'left';
    g.fillText('tick', 0, 1);
  };

  const draw = (): void => {
    for (const { canvas, draw: paint } of panels) {
      const scale = devicePixelRatio || 1;
      const [w, h] = [canvas.clientWidth, canvas.clientHeight];
      canvas.width = Math.round(w * scale);
      canvas.height = Math.round(h * scale);
      const g = canvas.getContext('2d')!;
      g.scale(scale, scale);
      g.font = '11px system-ui, sans-serif';
      paint(g, w, h);
      if (cursor !== undefined) {
        g.fillStyle = colour('--cursor');
        g.fillRect(Math.round(x(cursor, w)), 0, 1, h);
      }
    }
    const told = cursor === undefined ? [] : panels.map((p) => p.tell(cursor!)).filter((text) => text !== '');
    document.getElementById('range')!.textContent = `ticks ${Math.round(from)} to ${Math.round(to)}`;
    document.getElementById('told')!.textContent =
      cursor === undefined ? '' : [`tick ${cursor}`, ...told].join(' | ');
    document.body.dataset['drawn'] = String(Number(document.body.dataset['drawn'] ?? 0) + 1);
  };

  let asked = false;
  const redraw = (): void => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      draw();
    });
  };
  const show = (a: number, b: number): void => {
    const width = Math.min(end - start, Math.max(8, b - a));
    from = Math.max(start, Math.min(end - width, a));
    to = from + width;
    redraw();
  };
  const tickAt = (event: MouseEvent): number => {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    return from + ((event.clientX - box.left - LEFT) / (box.width - LEFT - RIGHT)) * (to - from);
  };

  const listen = (canvas: HTMLCanvasElement): void => {
    let dragged: number | undefined;
    canvas.addEventListener(
      'wheel',
      (event) => {
        event.preventDefault();
        const at = tickAt(event);
        const factor = Math.exp(event.deltaY * 0.0015);
        show(at - (at - from) * factor, at + (to - at) * factor);
      },
      { passive: false },
    );
    canvas.addEventListener('pointerdown', (event) => {
      dragged = tickAt(event);
      canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener('pointerup', () => (dragged = undefined));
    canvas.addEventListener('pointermove', (event) => {
      const at = tickAt(event);
      if (dragged !== undefined) show(from + dragged - at, to + dragged - at);
      cursor = Math.round(at);
      redraw();
    });
    canvas.addEventListener('pointerleave', () => {
      cursor = undefined;
      redraw();
    });
    canvas.addEventListener('dblclick', () => show(start, end));
  };

  const axisCanvas = document.getElementById('axis') as HTMLCanvasElement;
  panels.push({ canvas: axisCanvas, draw: timeAxis, tell: () => '' });
  // The panels, from what goes in to what comes out.
  if (data.inputs.ticks.length > 0) raster(`input events, ${data.inputs.ticks.length}`, data.inputs, '--s0');
  if (data.spikes.ticks.length > 0)
    raster(`spikes of recurrent neurons, ${data.spikes.ticks.length}`, data.spikes, '--ink');
  if (data.outputTicks.length > 0) {
    const given = data.targets.map((_, i) => i).filter((i) => data.targets[i]! >= 0);
    const targets = data.outputs.map((_, k): Line => ({
      name: `target ${k}`,
      ticks: given.map((i) => data.outputTicks[i]!),
      values: given.map((i) => (data.targets[i] === k ? data.targetLevels[0] : data.targetLevels[1])),
      ink: SERIES[k % SERIES.length]!,
      dashed: true,
    }));
    const membranes = data.outputs.map((values, k): Line => ({
      name: `output ${k}`,
      ticks: data.outputTicks,
      values,
      ink: SERIES[k % SERIES.length]!,
    }));
    lines('output membranes (lsb); dashed: target', [...membranes, ...(given.length > 0 ? targets : [])]);
  }
  if (data.learning.ticks.length > 0) {
    const { ticks, mean, max } = data.learning;
    lines('learning signals, magnitude over neurons (lsb)', [
      { name: 'largest', ticks, values: max, ink: '--s3' },
      { name: 'mean', ticks, values: mean, ink: '--s0' },
    ]);
  }
  if (data.effort.ticks.length > 0) {
    const { ticks, cycles, synapticOps } = data.effort;
    lines('effort a tick', [
      { name: 'cycles', ticks, values: cycles, ink: '--s1' },
      { name: 'synaptic operations', ticks, values: synapticOps, ink: '--s4' },
    ]);
  }
  if (data.energy.ticks.length > 0) {
    const { ticks, total, parts } = data.energy;
    const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
    const most = parts.filter((p) => sum(p.values) > 0).sort((a, b) => sum(b.values) - sum(a.values));
    const shown = most.slice(0, SERIES.length).map(({ name, values }, i): Line => ({
      name,
      ticks,
      values,
      ink: SERIES[i]!,
    }));
    lines('energy a tick (nJ), and what it goes to most', [
      { name: 'total', ticks, values: total, ink: '--ink' },
      ...shown,
    ]);
  }
  for (const { canvas } of panels) listen(canvas);
  addEventListener('resize', redraw);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
  addEventListener('keydown', (event) => {
    const step = (to - from) / 5;
    if (event.key === 'ArrowLeft') show(from - step, to - step);
    else if (event.key === 'ArrowRight') show(from + step, to + step);
    else if (event.key === '+' || event.key === '-') {
      const f = event.key === '+' ? 0.25 : -0.5;
      show(from + (to - from) * f, to - (to - from) * f);
    } else if (event.key === '0') show(start, end);
    else return;
    event.preventDefault();
  });
  // A link may name a range: #100-400.
  const named = /^#(\d+)-(\d+)$/.exec(location.hash);
  if (named) show(Number(named[1]), Number(named[2]));
  draw();
}
