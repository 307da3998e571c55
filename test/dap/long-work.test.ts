/** Work of the adapter that takes long: it is paused, cancelled, shown, and never queued. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { frame } from '../../src/dap/framing.js';
import { projectPath, temporaryDirectory } from '../project.js';
import { startEditor, thread, type Editor } from './editor.js';

/** A program that runs for hours. */
const LONG = `start:  li      r1, 2000000000
more:   wait    10
        loop    r1, more
        halt    0
`;
const LINE_OF_LOOP = 3;

const program = join(temporaryDirectory(), 'long.s');
writeFileSync(program, LONG);

describe('long work of the debug adapter', () => {
  let editor: Editor;
  beforeEach(async () => {
    editor = await startEditor();
    await editor.launch({ program }, { supportsProgressReporting: true });
  });
  afterEach(() => editor.client.stop());

  it('is paused, and refuses meanwhile what needs a stop', async () => {
    await editor.client.continueRequest(thread);
    await expect(editor.client.stackTraceRequest(thread)).rejects.toThrow(/the program runs/);
    await expect(editor.client.evaluateRequest({ expression: 'r1' })).rejects.toThrow(/the program runs/);
    expect(await editor.stopAfter(() => editor.client.pauseRequest(thread))).toMatchObject({
      reason: 'pause',
    });
    expect(Number(await editor.value('r1'))).toBeLessThan(2_000_000_000);
  });

  it('shows its progress, by which it is cancelled; another cancellation leaves it alone', async () => {
    await editor.client.continueRequest(thread);
    const { progressId } = (await editor.client.waitForEvent('progressStart')).body as {
      progressId: string;
    };
    await editor.client.waitForEvent('progressUpdate');
    await editor.client.customRequest('cancel', { requestId: 1 });
    await editor.client.customRequest('cancel', { progressId: 'work999' });
    expect(editor.events.map(({ event }) => event)).not.toContain('progressEnd');
    await editor.stopAfter(() => editor.client.customRequest('cancel', { progressId }));
    expect(editor.events.at(-1)).toMatchObject({ event: 'stopped' });
    expect(editor.events.filter(({ event }) => event === 'progressEnd')).toHaveLength(1);
  });

  it('stops at a breakpoint that is set while the program runs', async () => {
    await editor.client.continueRequest(thread);
    const breakpoints = [{ line: LINE_OF_LOOP }];
    expect(
      await editor.stopAfter(() =>
        editor.client.setBreakpointsRequest({ source: { path: program }, breakpoints }),
      ),
    ).toMatchObject({ reason: 'breakpoint', line: LINE_OF_LOOP });
  });

  it('starts again while the program runs', async () => {
    await editor.client.continueRequest(thread);
    await Promise.all([editor.client.waitForEvent('stopped'), editor.client.restartRequest({})]);
    await sleep(100);
    expect(editor.events.at(-1)?.body).toMatchObject({ reason: 'entry' });
    expect(await editor.value('cycle')).toBe('0');
  });

  it('passes over requests to move while one is under way', async () => {
    await editor.client.continueRequest(thread);
    for (let n = 0; n < 20; n++) await editor.client.nextRequest(thread);
    const before = editor.events.length;
    await editor.stopAfter(() => editor.client.pauseRequest(thread));
    await sleep(50);
    expect(editor.events.slice(before).filter(({ event }) => event === 'stopped')).toHaveLength(1);
  });
});

describe('the connection of an editor', () => {
  it.each([
    { by: 'disconnect', last: ['disconnect'] },
    { by: 'its end', last: [] },
  ])('ends a program that runs: by $by', ({ last }) => {
    const commands = ['initialize', 'launch', 'configurationDone', ...last];
    const messages = commands.map((command, i) =>
      frame({ seq: i + 1, type: 'request', command, arguments: { program, stopOnEntry: false } }),
    );
    const { status, stdout } = spawnSync(
      process.execPath,
      [projectPath('dist/sextant.js'), 'debug', '--dap'],
      {
        input: Buffer.concat(messages),
        encoding: 'utf8',
        timeout: 20_000,
      },
    );
    expect(status).toBe(0);
    for (const command of commands) expect(stdout).toContain(`"command":"${command}","success":true`);
  });
});
