/** Pages in a real browser: drawn without errors, zoomed, read, saved, and cut off nowhere. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyPicture, type PictureData } from '../../src/plot/picture-data.js';
import { picturePage } from '../../src/plot/picture-page.js';
import { bundlePageScript } from '../../tools/page-script.js';
import { hasBrowser, inBrowser, openBrowser, type Browser } from '../browser.js';
import { temporaryDirectory } from '../project.js';

const TICKS = 600;

/** A picture with data of every kind. */
function fullPicture(): PictureData {
  const data = emptyPicture('A run with everything');
  const ticks = Array.from({ length: TICKS }, (_, i) => i + 1);
  for (const tick of ticks)
    for (let neuron = 0; neuron < 40; neuron++) {
      if ((tick * 7 + neuron * 13) % 23 === 0) {
        data.spikes.ticks.push(tick);
        data.spikes.neurons.push(neuron);
      }
    }
  data.inputs = data.spikes;
  data.outputTicks = ticks;
  data.outputs = [ticks.map((tick) => (tick < 300 ? tick : -2000)), ticks.map(() => 5)];
  data.targets = ticks.map((tick) => (tick < 100 ? 1 : -1));
  data.membranes = [{ neuron: 3, threshold: 900, values: ticks.map((tick) => tick % 800) }];
  data.learning = { ticks, mean: ticks.map(() => 1), max: ticks };
  data.effort = { ticks, cycles: ticks, synapticOps: ticks };
  data.energy = { ticks, parts: [{ component: 'clock', values: ticks.map(() => 0.4) }] };
  data.time = { ticks, cycles: ticks.map((tick) => 300 * tick), clockHz: 13e6 };
  data.samples = [
    { tick: 1, name: 'sample 1' },
    { tick: 301, name: 'sample 2' },
  ];
  data.answers = [
    { tick: 300, label: 1, output: 1 },
    { tick: 600, label: 0, output: 1 },
  ];
  data.weights = [
    { name: 'input weights', before: ticks.slice(0, 256), after: ticks.slice(0, 256).reverse() },
  ];
  data.epochs = [1, 2].map((epoch) => ({
    epoch,
    train: { correct: 3, samples: 5 },
    test: { correct: 4, samples: 5 },
  }));
  data.origin = [['program', 'a program with a rather long name in a folder with a long name.s']];
  return data;
}

describe.skipIf(!hasBrowser)(inBrowser('a page in a browser'), () => {
  const file = join(temporaryDirectory(), 'page.html');
  const url = pathToFileURL(file).href;
  let browser: Browser;
  beforeAll(async () => {
    writeFileSync(file, picturePage(fullPicture(), await bundlePageScript()));
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  /** The page, with the errors that it reports. */
  async function open(address = url): Promise<{ page: Page; errors: string[] }> {
    const page = await browser.context.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => errors.push(message.text()));
    page.on('request', (request) => {
      if (!/^(file|data|blob):/.test(request.url())) errors.push(`request: ${request.url()}`);
    });
    await page.goto(address);
    await page.waitForSelector('body[data-drawn]');
    return { page, errors };
  }
  const rangeOf = (page: Page): Promise<string | null> => page.textContent('#strip .range');

  it('zooms with keys, buttons and the pointer, and all charts follow', async () => {
    const { page, errors } = await open();
    expect(await rangeOf(page)).toBe('ticks 1 to 600');
    await page.keyboard.press('+');
    await expect.poll(() => rangeOf(page)).toBe('ticks 151 to 450');
    expect(page.url()).toMatch(/#151-450$/);
    await page.keyboard.press('0');
    await expect.poll(() => rangeOf(page)).toBe('ticks 1 to 600');
    await page.click('button[title^="zoom in"]');
    await expect.poll(() => rangeOf(page)).toBe('ticks 151 to 450');
    await page.locator('#outputs .drawing').scrollIntoViewIfNeeded();
    const box = (await page.locator('#outputs .drawing').boundingBox())!;
    await page.mouse.move(box.x + 300, box.y + 80);
    await page.mouse.down();
    await page.mouse.move(box.x + 500, box.y + 80);
    await page.mouse.up();
    await expect.poll(() => rangeOf(page)).toMatch(/^ticks 2\d\d to 2\d\d$/);
    await page.dblclick('#outputs .drawing', { position: { x: 300, y: 80 } });
    await expect.poll(() => rangeOf(page)).toBe('ticks 1 to 600');
    expect(errors).toEqual([]);
  });

  it('opens at the ticks of its address, and scales the y axis to them', async () => {
    const { page } = await open(`${url}#10-50`);
    await expect.poll(() => rangeOf(page)).toBe('ticks 10 to 50');
    const numbers = await page.locator('#outputs svg text').allTextContents();
    expect(numbers).not.toContain('\u22122,000');
  });

  it('says what is at the cursor: position, time and values', async () => {
    const { page } = await open(`${url}#400-500`);
    await page.keyboard.press('.');
    await expect
      .poll(() => page.textContent('#strip .reading'))
      .toMatch(/tick 451.*sample 2: target 0, answer 1.*tick in sample 151.*time 10\.41 ms.*cycle 135,300/);
    await expect
      .poll(() => page.textContent('#outputs .reading'))
      .toMatch(/output 0 \u22122,000.*output 1 5/);
    await page.locator('#energy').scrollIntoViewIfNeeded();
    await expect.poll(() => page.textContent('#energy .reading')).toMatch(/total 400 fJ.*clock 400 fJ/);
    await page.locator('#accuracy .drawing').hover();
    await expect.poll(() => page.textContent('.box')).toMatch(/epoch \d.*training: 60 % \(3 of 5\)/);
  });

  it('saves figures as SVG and PNG that need no page', async () => {
    const { page } = await open();
    const [svg] = await Promise.all([
      page.waitForEvent('download'),
      page.click('#energy button:has-text("SVG")'),
    ]);
    expect(svg.suggestedFilename()).toBe('energy.svg');
    const text = readFileSync(await svg.path(), 'utf8');
    expect(text).toContain('Energy by tick and component');
    expect(text).toContain('program: a program');
    expect(text).not.toContain('var(');
    const [png] = await Promise.all([
      page.waitForEvent('download'),
      page.click('#energy button:has-text("PNG")'),
    ]);
    expect(
      readFileSync(await png.path())
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
  });

  it.each([500, 800, 1280, 1920])('cuts nothing off at a width of %d', async (width) => {
    const { page } = await open();
    await page.setViewportSize({ width, height: 900 });
    await expect.poll(() => page.locator('#outputs svg').getAttribute('width')).not.toBe('960');
    const wide = await page.evaluate(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    expect(wide).toBe(0);
    const outside =
      await page.evaluate(`[...document.querySelectorAll('figure svg, #strip svg')].flatMap((svg) => {
        const box = svg.getBoundingClientRect();
        return [...svg.querySelectorAll('text')].filter((text) => {
          const { left, right, top, bottom } = text.getBoundingClientRect();
          return left < box.left - 1 || right > box.right + 1 || top < box.top - 1 || bottom > box.bottom + 1;
        }).map((text) => text.textContent);
      })`);
    expect(outside).toEqual([]);
  });

  it('is light on paper also where the screen is dark', async () => {
    const { page } = await open();
    const background = (): Promise<unknown> =>
      page.evaluate('getComputedStyle(document.body).backgroundColor');
    const light = await background();
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await background()).not.toBe(light);
    await page.emulateMedia({ colorScheme: 'dark', media: 'print' });
    expect(await background()).toBe(light);
    expect(await page.locator('#energy button').first().isVisible()).toBe(false);
  });
});
