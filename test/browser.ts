/** A real browser for the tests of pages, where one is installed. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext } from 'playwright-core';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (path) => spawnSync(path, ['--version']).status === 0,
);

/** Whether the tests that need a browser can run. */
export const hasBrowser = CHROMIUM !== undefined;

/** Name of a group of tests that need a browser: says what is missing where they are skipped. */
export const inBrowser = (name: string): string =>
  hasBrowser ? name : `${name} (skipped: Chromium is missing, apt-get install chromium)`;

const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A browser that runs. */
export interface Browser {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

/** Starts a browser without a history, which cannot reach any network. */
export async function openBrowser(): Promise<Browser> {
  const directory = mkdtempSync(join(tmpdir(), 'sextant-browser-'));
  const context = await chromium.launchPersistentContext(directory, {
    executablePath: CHROMIUM ?? '',
    args: ARGUMENTS,
    viewport: { width: 1280, height: 900 },
    offline: true,
  });
  const close = async (): Promise<void> => {
    await context.close();
    rmSync(directory, { recursive: true, force: true });
  };
  return { context, close };
}
