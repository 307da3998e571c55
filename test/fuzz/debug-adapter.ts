/** Mutated conversations with the debug adapter: each request must get a response, or the stream be refused. */
import { DebugAdapter } from '../../src/dap/adapter.js';
import { frame, FramingError, MessageReader } from '../../src/dap/framing.js';
import { assemble } from '../../src/asm/assembler.js';
import { Session } from '../../src/debug/session.js';
import { noFiles } from '../asm/no-files.js';
import { BLINK } from '../debug/programs.js';
import type { FuzzTarget } from './frame.js';
import { mutateText } from './mutations.js';

const REQUESTS: readonly (readonly [command: string, args: object])[] = [
  ['initialize', { adapterID: 'sextant', supportsProgressReporting: true }],
  ['launch', { program: 'blink.s' }],
  [
    'setBreakpoints',
    { source: { path: 'blink.s' }, breakpoints: [{ line: 12, condition: 'r1 > 1', hitCondition: '2' }] },
  ],
  ['setFunctionBreakpoints', { breakpoints: [{ name: 'sample' }] }],
  ['setInstructionBreakpoints', { breakpoints: [{ instructionReference: '0x3', offset: 1 }] }],
  ['setDataBreakpoints', { breakpoints: [{ dataId: 'v[0]' }, { dataId: 'mem[0]+4' }] }],
  ['setExceptionBreakpoints', { filters: ['trap', 'warning'] }],
  ['configurationDone', {}],
  ['dataBreakpointInfo', { variablesReference: 1, name: 'r3' }],
  ['next', { threadId: 1, granularity: 'instruction' }],
  ['stackTrace', { threadId: 1 }],
  ['scopes', { frameId: 0 }],
  ['variables', { variablesReference: 5, start: 0, count: 3 }],
  ['setVariable', { variablesReference: 1, name: 'r3', value: '5' }],
  ['evaluate', { expression: 'wrec[1][2] > 3 && spikes(1)', context: 'watch' }],
  ['evaluate', { expression: 'last membrane[1]', context: 'repl' }],
  ['setExpression', { expression: 'mem[0]', value: '0x10' }],
  ['exceptionInfo', { threadId: 1 }],
  ['loadedSources', {}],
  ['breakpointLocations', { source: { path: 'blink.s' }, line: 3, endLine: 9 }],
  ['cancel', { requestId: 10, progressId: 'work1' }],
  ['threads', {}],
  ['completions', { text: 'KAP', column: 4 }],
  ['readMemory', { memoryReference: 'winp', offset: 0, count: 16 }],
  ['writeMemory', { memoryReference: 'mem', offset: 0, data: 'AAAA' }],
  ['disassemble', { memoryReference: '0x0', instructionOffset: -2, instructionCount: 5 }],
  ['gotoTargets', { source: { path: 'blink.s' }, line: 9 }],
  ['goto', { threadId: 1, targetId: 4 }],
  ['stepBack', { threadId: 1 }],
  ['reverseContinue', { threadId: 1 }],
  ['sextant/step', { size: 'tick', back: true }],
  ['sextant/reload', {}],
  ['stepIn', { threadId: 1 }],
  ['stepOut', { threadId: 1 }],
  ['continue', { threadId: 1 }],
  ['restart', {}],
  ['pause', { threadId: 1 }],
  ['terminate', {}],
  ['disconnect', {}],
];
const WORDS = 'seq command arguments line name value Content-Length threadId null [] {} -1 true 1e9'.split(
  ' ',
);

export const debugAdapterTarget: FuzzTarget = {
  name: 'conversations with the debug adapter',
  outcomes: ['answered', 'refused stream'],
  inSuite: 100,
  async prepare() {
    const { image } = await assemble('blink.s', BLINK, noFiles);
    const message = ([command, args]: (typeof REQUESTS)[number], seq: number): string =>
      JSON.stringify({ seq, type: 'request', command, arguments: args });
    const conversation = REQUESTS.map(message).join('\n');
    return {
      mutate(random) {
        const mutated = mutateText([conversation], WORDS, random);
        if (random() < 0.2) return mutated;
        // Whole messages, of which some hold something else than before.
        const messages = new TextDecoder()
          .decode(mutated)
          .split('\n')
          .flatMap((line) => {
            try {
              return [frame(JSON.parse(line) as unknown)];
            } catch {
              return [];
            }
          });
        return Uint8Array.from(messages.flatMap((bytes) => [...bytes]));
      },
      async judge(input) {
        let responses = 0;
        const failures: unknown[] = [];
        const adapter = new DebugAdapter({
          send: (sent) => {
            if (sent.type === 'response') responses++;
          },
          launch: () =>
            Promise.resolve({
              session: new Session(
                {
                  name: 'blink.s',
                  code: { image },
                  sources: { pathOf: (file) => file, linesOf: () => undefined },
                },
                { timeout: 20_000, history: 2 ** 22 },
              ),
              loadFirmware: () => Promise.resolve({ name: 'blink.s', image }),
            }),
          breathe: () => new Promise((turn) => setImmediate(turn)),
          close: () => undefined,
          isExpected: () => false,
          fail: (error) => failures.push(error),
        });
        try {
          const messages = new MessageReader().take(input);
          for (const sent of messages) {
            const before = responses;
            await adapter.take(sent);
            if (failures.length > 0) throw failures[0];
            const isRequest = typeof sent === 'object' && sent !== null && 'command' in sent && 'seq' in sent;
            const counts = isRequest && typeof sent.seq === 'number' && typeof sent.command === 'string';
            if (counts && responses !== before + 1) throw new Error('a request without a response');
          }
          await new Promise((turn) => setTimeout(turn, 1));
          await adapter.close();
          if (failures.length > 0) throw failures[0];
          if (messages.length === 0) return 'refused stream';
        } catch (error) {
          if (error instanceof FramingError) return 'refused stream';
          throw error;
        }
        return 'answered';
      },
    };
  },
};
