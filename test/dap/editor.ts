/** An editor that drives the adapter over standard input and output. */
import { DebugClient } from '@vscode/debugadapter-testsupport';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { projectPath } from '../project.js';

export const thread = { threadId: 1 };

/** Where the program stands after a stop. */
interface Stop {
  readonly reason: string;
  readonly line: number;
  readonly name: string;
}

export class Editor {
  readonly client = new DebugClient(process.execPath, projectPath('test/dap/start.cjs'), 'sextant');
  /** Events so far. */
  readonly events: DebugProtocol.Event[] = [];

  constructor() {
    for (const name of ['stopped', 'progressStart', 'progressUpdate', 'progressEnd', 'terminated'])
      this.client.on(name, (event: DebugProtocol.Event) => this.events.push(event));
  }

  /** Launches a program and comes to its start. */
  async launch(settings: object, initialize: object = {}): Promise<void> {
    await this.client.initializeRequest({
      adapterID: 'sextant',
      linesStartAt1: true,
      columnsStartAt1: true,
      pathFormat: 'path',
      ...initialize,
    });
    await this.client.launchRequest(settings);
    await Promise.all([this.client.waitForEvent('stopped'), this.client.configurationDoneRequest()]);
  }

  /** Makes a request that moves the run, and waits for the stop. */
  async stopAfter(request: () => Promise<unknown>): Promise<Stop> {
    const [event] = await Promise.all([this.client.waitForEvent('stopped'), request()]);
    const { stackFrames } = (await this.client.stackTraceRequest(thread)).body;
    return {
      reason: (event.body as { reason: string }).reason,
      line: stackFrames[0]!.line,
      name: stackFrames[0]!.name,
    };
  }

  /** The variables of a scope. */
  async variablesOf(scope: string): Promise<DebugProtocol.Variable[]> {
    const { scopes } = (await this.client.scopesRequest({ frameId: 0 })).body;
    const { variablesReference } = scopes.find(({ name }) => name === scope)!;
    return (await this.client.variablesRequest({ variablesReference })).body.variables;
  }

  async value(expression: string): Promise<string> {
    return (await this.client.evaluateRequest({ expression })).body.result;
  }
}

/** Starts an editor with its adapter. */
export async function startEditor(): Promise<Editor> {
  const editor = new Editor();
  await editor.client.start();
  return editor;
}
