/** The adapter as an editor drives it, over standard input and output. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { projectPath } from '../project.js';
import { startEditor, thread, type Editor } from './editor.js';

const program = projectPath('firmware/blink.s');
const LINE_OF_EVENT = 19;

let editor: Editor;
beforeEach(async () => {
  editor = await startEditor();
});
afterEach(() => editor.client.stop());

describe('the debug adapter', () => {
  it('announces what it does, and refuses what it does not', async () => {
    const { body } = await editor.client.initializeRequest();
    expect(body).toMatchObject({ supportsStepBack: true, supportsDataBreakpoints: true });
    await expect(editor.client.customRequest('fly')).rejects.toThrow(/not supported/);
    const fromZero = {
      adapterID: 'sextant',
      pathFormat: 'path',
      linesStartAt1: false,
      columnsStartAt1: true,
    };
    await expect(editor.client.initializeRequest(fromZero)).rejects.toThrow(/'linesStartAt1' must be true/);
    await expect(editor.client.stackTraceRequest(thread)).rejects.toThrow(/no program was launched/);
    await expect(editor.client.launchRequest({ program: 'missing.s' } as object)).rejects.toThrow(
      /missing\.s/,
    );
  });

  it('stops at breakpoints of source, function and instruction, forwards and back', async () => {
    await editor.launch({ program });
    const set = await editor.client.setBreakpointsRequest({
      source: { path: program },
      breakpoints: [{ line: LINE_OF_EVENT }, { line: 10_000 }],
    });
    expect(set.body.breakpoints.map((b) => b.verified)).toEqual([true, false]);
    expect(await editor.stopAfter(() => editor.client.continueRequest(thread))).toMatchObject({
      reason: 'breakpoint',
      line: LINE_OF_EVENT,
    });
    await editor.client.setFunctionBreakpointsRequest({ breakpoints: [{ name: 'start+13' }] });
    expect(await editor.stopAfter(() => editor.client.continueRequest(thread))).toMatchObject({
      reason: 'breakpoint',
      name: 'start+13',
    });
    expect(await editor.stopAfter(() => editor.client.reverseContinueRequest(thread))).toMatchObject({
      line: LINE_OF_EVENT,
    });
    await editor.client.setBreakpointsRequest({ source: { path: program }, breakpoints: [] });
    const instructions = await editor.client.customRequest('setInstructionBreakpoints', {
      breakpoints: [{ instructionReference: '0x1' }],
    });
    expect(instructions.body).toMatchObject({ breakpoints: [{ verified: true }] });
    expect(await editor.stopAfter(() => editor.client.reverseContinueRequest(thread))).toMatchObject({
      name: 'start+1',
    });
  });

  it('steps by line and instruction, and back to where it was', async () => {
    await editor.launch({ program });
    const first = await editor.stopAfter(() => editor.client.nextRequest(thread));
    const second = await editor.stopAfter(() => editor.client.stepInRequest(thread));
    expect(second.line).toBeGreaterThan(first.line);
    expect(await editor.stopAfter(() => editor.client.stepBackRequest(thread))).toEqual(first);
    await editor.stopAfter(() => editor.client.nextRequest({ ...thread, granularity: 'instruction' }));
    expect(
      await editor.stopAfter(() => editor.client.stepBackRequest({ ...thread, granularity: 'instruction' })),
    ).toEqual(first);
    await editor.stopAfter(() => editor.client.customRequest('sextant/step', { size: 'tick' }));
    expect((await editor.client.evaluateRequest({ expression: 'tick' })).body.result).toBe('1');
    await editor.stopAfter(() => editor.client.customRequest('sextant/step', { size: 'tick', back: true }));
    expect((await editor.client.evaluateRequest({ expression: 'tick == 0' })).body.result).toBe('true');
  });

  it('watches a value that a variable names, and says what changed it', async () => {
    await editor.launch({ program });
    await editor.stopAfter(() => editor.client.customRequest('sextant/step', { size: 'tick' }));
    const neurons = await editor.variablesOf('Neurons');
    const { body } = await editor.client.dataBreakpointInfoRequest({
      variablesReference: neurons[0]!.variablesReference,
      name: 'membrane',
    });
    expect(body).toMatchObject({ dataId: 'membrane[0]' });
    await editor.client.customRequest('setDataBreakpoints', { breakpoints: [{ dataId: 'membrane[0]' }] });
    const output = editor.client.waitForEvent('output');
    expect(await editor.stopAfter(() => editor.client.continueRequest(thread))).toMatchObject({
      reason: 'data breakpoint',
    });
    expect((await output).body).toMatchObject({
      output: expect.stringMatching(/membrane\[0\]: 400 -> 99, leak and threshold/) as string,
    });
    const byAddress = await editor.client.customRequest('dataBreakpointInfo', {
      name: '0',
      asAddress: true,
      bytes: 4,
    });
    expect(byAddress.body).toMatchObject({ dataId: 'mem[0]+4' });
  });

  it('shows scopes, weights page by page, sources, instructions and memory', async () => {
    await editor.launch({ program });
    await editor.stopAfter(() => editor.client.customRequest('sextant/step', { size: 'tick' }));
    const { scopes } = (await editor.client.scopesRequest({ frameId: 0 })).body;
    expect(scopes.map(({ name }) => name)).toEqual([
      'Host',
      'Registers',
      'Controllers',
      'Neurons',
      'Weights',
      'Energy',
      'Warnings',
    ]);
    for (const { name } of scopes) await editor.variablesOf(name);
    const winp = (await editor.variablesOf('Weights')).find(({ name }) => name === 'winp')!;
    const rows = await editor.client.variablesRequest({
      variablesReference: winp.variablesReference,
      start: 0,
      count: 1,
    });
    const weights = await editor.client.variablesRequest({
      variablesReference: rows.body.variables[0]!.variablesReference,
    });
    expect([rows.body.variables.length, weights.body.variables[0]!.value]).toEqual([1, '50']);
    expect((await editor.client.customRequest('loadedSources')).body).toMatchObject({
      sources: [{ path: program }],
    });
    const disassembled = await editor.client.customRequest('disassemble', {
      memoryReference: '0x0',
      instructionOffset: -1,
      instructionCount: 3,
    });
    expect(disassembled.body).toMatchObject({
      instructions: [
        { presentationHint: 'invalid' },
        { instruction: expect.stringMatching(/^sck/) as string },
        {},
      ],
    });
    expect(
      (await editor.client.customRequest('readMemory', { memoryReference: 'winp', count: 1 })).body,
    ).toMatchObject({ data: btoa('2') });
    const locations = await editor.client.customRequest('breakpointLocations', {
      source: { path: program },
      line: LINE_OF_EVENT,
    });
    expect(locations.body).toEqual({ breakpoints: [{ line: LINE_OF_EVENT }] });
    expect((await editor.client.completionsRequest({ text: 'KAP', column: 4 })).body.targets[0]!.label).toBe(
      'KAPPA',
    );
  });

  it('sets a variable on a branch, and evaluates nothing but expressions', async () => {
    await editor.launch({ program });
    const { scopes } = (await editor.client.scopesRequest({ frameId: 0 })).body;
    const invalidated = editor.client.waitForEvent('invalidated');
    const set = await editor.client.setVariableRequest({
      variablesReference: scopes[0]!.variablesReference,
      name: 'r3',
      value: '7',
    });
    expect(set.body.value).toBe('7');
    await invalidated;
    expect((await editor.client.evaluateRequest({ expression: 'r3', context: 'watch' })).body.result).toBe(
      '7',
    );
    await expect(
      editor.client.evaluateRequest({ expression: 'process.exit()', context: 'repl' }),
    ).rejects.toThrow(/condition|named/);
  });

  it('stops at traps of the program, goes to a line, restarts, and ends', async () => {
    await editor.launch({ program });
    await editor.client.setExceptionBreakpointsRequest({ filters: ['trap'] });
    const { body } = await editor.client.gotoTargetsRequest({
      source: { path: program },
      line: LINE_OF_EVENT,
    });
    expect(
      await editor.stopAfter(() => editor.client.gotoRequest({ ...thread, targetId: body.targets[0]!.id })),
    ).toMatchObject({ reason: 'goto', line: LINE_OF_EVENT });
    expect(await editor.stopAfter(() => editor.client.continueRequest(thread))).toMatchObject({
      reason: 'end of the program',
    });
    expect((await editor.client.customRequest('exceptionInfo', thread)).body).toMatchObject({
      description: 'the program ended with status 0',
    });
    expect(await editor.stopAfter(() => editor.client.restartRequest({}))).toMatchObject({ name: 'start' });
    await Promise.all([editor.client.waitForEvent('terminated'), editor.client.terminateRequest()]);
  });
});
