/** The write that broke a weight is found in an editor: docs/debugger.md, "Five minutes". */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { projectPath, temporaryDirectory } from '../project.js';
import { startEditor, thread, type Editor } from './editor.js';

const program = projectPath('firmware/examples/planted-fault.s');
const lines = readFileSync(program, 'utf8').split('\n');
const LINE_OF_FAULT = lines.findIndex((line) => line.includes('spiw    r1, 2')) + 1;

let editor: Editor;
beforeEach(async () => {
  editor = await startEditor();
});
afterEach(() => editor.client.stop());

const ask = async (expression: string): Promise<string> =>
  (await editor.client.evaluateRequest({ expression, context: 'repl' })).body.result;

/** Sets breakpoints of the program. */
const breakAt = (...breakpoints: object[]): Promise<unknown> =>
  editor.client.setBreakpointsRequest({
    source: { path: program },
    breakpoints: breakpoints as { line: number }[],
  });

describe('the planted fault in an editor', () => {
  it('is found by a data breakpoint, back from the end', async () => {
    await editor.launch({ program });
    expect(await editor.stopAfter(() => editor.client.continueRequest(thread))).toMatchObject({
      reason: 'end of the program',
    });
    expect(await editor.value('winp[0][0]')).toBe('0');
    await editor.client.customRequest('setDataBreakpoints', { breakpoints: [{ dataId: 'winp[0][0]' }] });
    const output = editor.client.waitForEvent('output');
    expect(await editor.stopAfter(() => editor.client.reverseContinueRequest(thread))).toMatchObject({
      reason: 'data breakpoint',
      // The chip writes a word some cycles after its last bit, when the next line is under way.
      line: LINE_OF_FAULT + 1,
    });
    expect((await output).body).toMatchObject({
      output: expect.stringContaining(
        `50 -> 0, written over SPI by planted-fault.s:${LINE_OF_FAULT}`,
      ) as string,
    });
  });

  it('is found by questions in the console, which leave the run where it is', async () => {
    await editor.launch({ program });
    await editor.stopAfter(() => editor.client.continueRequest(thread));
    const before = await editor.value('cycle');
    expect(await ask('why spike(0)')).toMatch(/weight winp\[0\]\[0\] = 50/);
    const answer = await ask('last winp[0][0]');
    expect(answer).toMatch(/50 -> 0, written over SPI/);
    expect(answer).toContain(`planted-fault.s:${LINE_OF_FAULT}`);
    expect(await ask('last winp[0][0]')).toMatch(/0 -> 50/);
    expect(await ask('history winp[0][0]')).toMatch(/old +new +cause/);
    expect(await editor.value('cycle')).toBe(before);
    await expect(ask('last nothing')).rejects.toThrow(/nothing/);
    await expect(ask('save /tmp/x.sxd')).rejects.toThrow();
    await expect(
      editor.client.evaluateRequest({ expression: 'last winp[0][0]', context: 'watch' }),
    ).rejects.toThrow();
  });

  it('is mended by a value that is set, on a branch; restart goes back to the program as it is', async () => {
    await editor.launch({ program });
    await breakAt({ line: LINE_OF_FAULT + 1 });
    await editor.stopAfter(() => editor.client.continueRequest(thread));
    const set = await editor.client.customRequest('setExpression', { expression: 'winp[0][0]', value: '50' });
    expect(set.body).toEqual({ value: '50' });
    expect(await ask('last winp[0][0]')).toMatch(/0 -> 50, written over SPI by planted-fault.s:13/);
    await breakAt();
    await editor.stopAfter(() => editor.client.restartRequest({}));
    expect([await editor.value('cycle'), await editor.value('winp[0][0]')]).toEqual(['0', '0']);
  });

  it('is mended by changed firmware, with which the run goes on; what cannot go on is refused', async () => {
    const copy = join(temporaryDirectory(), 'copy.s');
    const save = (text: string): void => writeFileSync(copy, text);
    const reload = (): Promise<unknown> => editor.client.customRequest('sextant/reload');
    save(lines.join('\n'));
    await editor.launch({ program: copy });
    await editor.client.setFunctionBreakpointsRequest({ breakpoints: [{ name: 'sample' }] });
    const { line } = await editor.stopAfter(() => editor.client.continueRequest(thread));
    save(lines.join('\n').replace('next:   call', 'next:   nop\n        call'));
    await expect(reload()).rejects.toThrow(/^next differs: 'call sample' \(copy.s:16\) before/);
    save(lines.join('\n').replace('call    refresh', 'cull    refresh'));
    await expect(reload()).rejects.toThrow(/'cull' is not an instruction/);
    save(`; A line more.\n${lines.join('\n').replace('call    refresh', 'nop')}`);
    await Promise.all([editor.client.waitForEvent('invalidated'), reload()]);
    const { stackFrames } = (await editor.client.stackTraceRequest(thread)).body;
    expect(stackFrames[0]).toMatchObject({ name: 'sample', line: line + 1, source: { path: copy } });
    await editor.client.setFunctionBreakpointsRequest({ breakpoints: [] });
    await editor.stopAfter(() => editor.client.continueRequest(thread));
    expect((await editor.client.customRequest('exceptionInfo', thread)).body).toMatchObject({
      description: 'the program ended with status 0',
    });
  });

  it('counts hits, looks at conditions, and logs without stopping', async () => {
    await editor.launch({ program });
    await breakAt({ line: LINE_OF_FAULT, hitCondition: '2' });
    await editor.stopAfter(() => editor.client.continueRequest(thread));
    expect(await editor.value('r4')).toBe('2');
    await editor.stopAfter(() => editor.client.restartRequest({}));
    await breakAt({ line: LINE_OF_FAULT, condition: 'r4 == 1' });
    await editor.stopAfter(() => editor.client.continueRequest(thread));
    expect(await editor.value('r4')).toBe('1');
    await editor.stopAfter(() => editor.client.restartRequest({}));
    await breakAt(
      { line: LINE_OF_FAULT, logMessage: 'left {r4}' },
      { line: LINE_OF_FAULT, condition: 'r4 +' },
    );
    const output = editor.client.waitForEvent('output');
    expect(await editor.stopAfter(() => editor.client.continueRequest(thread))).toMatchObject({
      reason: 'end of the program',
    });
    expect((await output).body).toMatchObject({ output: 'left 3\n' });
  });

  it('goes to a line that lies behind, and to one ahead', async () => {
    await editor.launch({ program });
    await editor.stopAfter(() => editor.client.continueRequest(thread));
    const { body } = await editor.client.gotoTargetsRequest({
      source: { path: program },
      line: LINE_OF_FAULT,
    });
    const targetId = body.targets[0]!.id;
    const there = { reason: 'goto', line: LINE_OF_FAULT };
    expect(await editor.stopAfter(() => editor.client.gotoRequest({ ...thread, targetId }))).toMatchObject(
      there,
    );
    expect(await editor.value('r4')).toBe('1');
    await editor.stopAfter(() => editor.client.restartRequest({}));
    expect(await editor.stopAfter(() => editor.client.gotoRequest({ ...thread, targetId }))).toMatchObject(
      there,
    );
    expect(await editor.value('r4')).toBe('3');
  });

  it('is there where a saved session stands, with its stops', async () => {
    const session = join(temporaryDirectory(), 'fault.sxd');
    const commands = ['goto end', 'watch winp[0][0]', `save ${session}`].flatMap((c) => ['-e', c]);
    spawnSync(process.execPath, [projectPath('dist/sextant.js'), 'debug', program, ...commands]);
    await editor.client.initializeRequest();
    await editor.client.attachRequest({ program: session } as object);
    await Promise.all([editor.client.waitForEvent('stopped'), editor.client.configurationDoneRequest()]);
    expect(await editor.stopAfter(() => editor.client.reverseContinueRequest(thread))).toMatchObject({
      reason: 'data breakpoint',
    });
    const { stackFrames } = (await editor.client.stackTraceRequest(thread)).body;
    expect(stackFrames.map(({ name }) => name.replace(/\+.*/, ''))).toEqual(['refresh', 'next']);
  });

  it('reads and writes the data memory, and refuses the bytes of weights', async () => {
    await editor.launch({ program });
    const memory = (await editor.variablesOf('Host')).find(({ name }) => name === 'memory')!;
    const write = (memoryReference: string): Promise<unknown> =>
      editor.client.customRequest('writeMemory', { memoryReference, offset: 2, data: btoa('ab') });
    await write(memory.memoryReference!);
    const read = await editor.client.customRequest('readMemory', {
      memoryReference: 'mem',
      offset: 2,
      count: 2,
    });
    expect(read.body).toMatchObject({ data: btoa('ab'), unreadableBytes: 0 });
    await expect(write('winp')).rejects.toThrow(/set winp\[PRE\]\[POST\]/);
  });
});
