/** The adapter as an editor drives it, over standard input and output. */
import { DebugClient } from '@vscode/debugadapter-testsupport';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { projectPath } from '../project.js';

const program = projectPath('firmware/blink.s');
const LINE_OF_EVENT = 19;

let client: DebugClient;
beforeEach(async () => {
  client = new DebugClient(process.execPath, projectPath('test/dap/start.cjs'), 'sextant');
  await client.start();
});
afterEach(() => client.stop());

/** Launches the program and comes to its start. */
async function launched(): Promise<void> {
  await client.initializeRequest();
  await client.launchRequest({ program } as object);
  await Promise.all([client.waitForEvent('stopped'), client.configurationDoneRequest()]);
}

/** Moves, and comes to a stop. */
async function stopAfter(
  request: () => Promise<unknown>,
): Promise<{ reason: string; line: number; name: string }> {
  const [event] = await Promise.all([client.waitForEvent('stopped'), request()]);
  const { stackFrames } = (await client.stackTraceRequest({ threadId: 1 })).body;
  return {
    reason: (event.body as { reason: string }).reason,
    line: stackFrames[0]!.line,
    name: stackFrames[0]!.name,
  };
}

/** The variables of a scope. */
async function variablesOf(
  scope: string,
): Promise<{ name: string; value: string; variablesReference: number }[]> {
  const { scopes } = (await client.scopesRequest({ frameId: 0 })).body;
  const { variablesReference } = scopes.find(({ name }) => name === scope)!;
  return (await client.variablesRequest({ variablesReference })).body.variables;
}

const thread = { threadId: 1 };

describe('the debug adapter', () => {
  it('announces what it does, and refuses what it does not', async () => {
    const { body } = await client.initializeRequest();
    expect(body).toMatchObject({ supportsStepBack: true, supportsDataBreakpoints: true });
    await expect(client.customRequest('fly')).rejects.toThrow(/not supported/);
    await expect(client.stackTraceRequest(thread)).rejects.toThrow(/no program was launched/);
    await expect(client.launchRequest({ program: 'missing.s' } as object)).rejects.toThrow(/missing\.s/);
  });

  it('stops at breakpoints of source, function and instruction, forwards and back', async () => {
    await launched();
    const set = await client.setBreakpointsRequest({
      source: { path: program },
      breakpoints: [{ line: LINE_OF_EVENT }, { line: 10_000 }],
    });
    expect(set.body.breakpoints.map((b) => b.verified)).toEqual([true, false]);
    expect(await stopAfter(() => client.continueRequest(thread))).toMatchObject({
      reason: 'breakpoint',
      line: LINE_OF_EVENT,
    });
    await client.setFunctionBreakpointsRequest({ breakpoints: [{ name: 'start+13' }] });
    expect(await stopAfter(() => client.continueRequest(thread))).toMatchObject({
      reason: 'breakpoint',
      name: 'start+13',
    });
    expect(await stopAfter(() => client.reverseContinueRequest(thread))).toMatchObject({
      line: LINE_OF_EVENT,
    });
    await client.setBreakpointsRequest({ source: { path: program }, breakpoints: [] });
    const instructions = await client.customRequest('setInstructionBreakpoints', {
      breakpoints: [{ instructionReference: '0x1' }],
    });
    expect(instructions.body).toMatchObject({ breakpoints: [{ verified: true }] });
    expect(await stopAfter(() => client.reverseContinueRequest(thread))).toMatchObject({ name: 'start+1' });
  });

  it('steps by line and instruction, and back to where it was', async () => {
    await launched();
    const first = await stopAfter(() => client.nextRequest(thread));
    const second = await stopAfter(() => client.stepInRequest(thread));
    expect(second.line).toBeGreaterThan(first.line);
    expect(await stopAfter(() => client.stepBackRequest(thread))).toEqual(first);
    await stopAfter(() => client.nextRequest({ ...thread, granularity: 'instruction' }));
    expect(await stopAfter(() => client.stepBackRequest({ ...thread, granularity: 'instruction' }))).toEqual(
      first,
    );
    await stopAfter(() => client.customRequest('sextant/step', { size: 'tick' }));
    expect((await client.evaluateRequest({ expression: 'tick' })).body.result).toBe('1');
    await stopAfter(() => client.customRequest('sextant/step', { size: 'tick', back: true }));
    expect((await client.evaluateRequest({ expression: 'tick == 0' })).body.result).toBe('true');
  });

  it('watches a value that a variable names, and says what changed it', async () => {
    await launched();
    await stopAfter(() => client.customRequest('sextant/step', { size: 'tick' }));
    const neurons = await variablesOf('Neurons');
    const { body } = await client.dataBreakpointInfoRequest({
      variablesReference: neurons[0]!.variablesReference,
      name: 'membrane',
    });
    expect(body).toMatchObject({ dataId: 'membrane[0]' });
    await client.customRequest('setDataBreakpoints', { breakpoints: [{ dataId: 'membrane[0]' }] });
    const output = client.waitForEvent('output');
    expect(await stopAfter(() => client.continueRequest(thread))).toMatchObject({
      reason: 'data breakpoint',
    });
    expect((await output).body).toMatchObject({
      output: expect.stringMatching(/membrane\[0\]: 400 -> 99, leak and threshold/) as string,
    });
    const byAddress = await client.customRequest('dataBreakpointInfo', {
      name: '0',
      asAddress: true,
      bytes: 4,
    });
    expect(byAddress.body).toMatchObject({ dataId: 'mem[0]+4' });
  });

  it('shows scopes, weights page by page, sources, instructions and memory', async () => {
    await launched();
    await stopAfter(() => client.customRequest('sextant/step', { size: 'tick' }));
    const { scopes } = (await client.scopesRequest({ frameId: 0 })).body;
    expect(scopes.map(({ name }) => name)).toEqual([
      'Host',
      'Registers',
      'Controllers',
      'Neurons',
      'Weights',
      'Energy',
      'Warnings',
    ]);
    for (const { name } of scopes) await variablesOf(name);
    const winp = (await variablesOf('Weights')).find(({ name }) => name === 'winp')!;
    const rows = await client.variablesRequest({
      variablesReference: winp.variablesReference,
      start: 0,
      count: 1,
    });
    const weights = await client.variablesRequest({
      variablesReference: rows.body.variables[0]!.variablesReference,
    });
    expect([rows.body.variables.length, weights.body.variables[0]!.value]).toEqual([1, '50']);
    expect((await client.customRequest('loadedSources')).body).toMatchObject({
      sources: [{ path: program }],
    });
    const disassembled = await client.customRequest('disassemble', {
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
      (await client.customRequest('readMemory', { memoryReference: 'winp', count: 1 })).body,
    ).toMatchObject({ data: btoa('2') });
    const locations = await client.customRequest('breakpointLocations', {
      source: { path: program },
      line: LINE_OF_EVENT,
    });
    expect(locations.body).toEqual({ breakpoints: [{ line: LINE_OF_EVENT }] });
    expect((await client.completionsRequest({ text: 'KAP', column: 4 })).body.targets[0]!.label).toBe(
      'KAPPA',
    );
  });

  it('sets a variable on a branch, and evaluates nothing but expressions', async () => {
    await launched();
    const { scopes } = (await client.scopesRequest({ frameId: 0 })).body;
    const invalidated = client.waitForEvent('invalidated');
    const set = await client.setVariableRequest({
      variablesReference: scopes[0]!.variablesReference,
      name: 'r3',
      value: '7',
    });
    expect(set.body.value).toBe('7');
    await invalidated;
    expect((await client.evaluateRequest({ expression: 'r3', context: 'watch' })).body.result).toBe('7');
    await expect(client.evaluateRequest({ expression: 'process.exit()', context: 'repl' })).rejects.toThrow(
      /condition|named/,
    );
  });

  it('stops at traps of the program, goes to a line, restarts, and ends', async () => {
    await launched();
    await client.setExceptionBreakpointsRequest({ filters: ['trap'] });
    const { body } = await client.gotoTargetsRequest({ source: { path: program }, line: LINE_OF_EVENT });
    expect(
      await stopAfter(() => client.gotoRequest({ ...thread, targetId: body.targets[0]!.id })),
    ).toMatchObject({ reason: 'goto', line: LINE_OF_EVENT });
    expect(await stopAfter(() => client.continueRequest(thread))).toMatchObject({
      reason: 'end of the program',
    });
    expect((await client.customRequest('exceptionInfo', thread)).body).toMatchObject({
      description: 'the program ended with status 0',
    });
    expect(await stopAfter(() => client.restartRequest({}))).toMatchObject({ name: 'start' });
    await Promise.all([client.waitForEvent('terminated'), client.terminateRequest()]);
  });
});
