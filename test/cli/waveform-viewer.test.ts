/** `wave FILE show`: the conversation with a waveform viewer, which the test plays. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { showInViewer } from '../../src/cli/debug/waveform-viewer.js';
import { projectPath, sextant, temporaryDirectory } from '../project.js';

type Message = Record<string, unknown>;

/** How a viewer answers a message. */
type Answer = (message: Message) => readonly object[] | string;

const ACK = { type: 'response', command: 'ack' };
const greeting = (...commands: string[]): object => ({ type: 'greeting', version: '0', commands });

/** Answers as Surfer does. */
const surfer: Answer = ({ type, command, source }) =>
  type === 'greeting'
    ? [greeting('load', 'add_scope', 'add_markers')]
    : command === 'load'
      ? [ACK, { type: 'event', event: 'waveforms_loaded', source }]
      : [ACK];

let server: Server | undefined;
afterEach(() => server?.close());

/** Starts a viewer. @returns its port, and what it receives. */
async function viewer(answer: Answer): Promise<{ port: number; received: Message[] }> {
  const received: Message[] = [];
  const started = createServer((socket: Socket) => {
    let text = '';
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      const parts = (text + chunk.toString()).split('\0');
      text = parts.pop()!;
      for (const part of parts) {
        const message = JSON.parse(part) as Message;
        received.push(message);
        const answers = answer(message);
        if (typeof answers === 'string') socket.end(answers);
        else for (const one of answers) socket.write(`${JSON.stringify(one)}\0`);
      }
    });
  });
  server = started;
  await new Promise<void>((listening) => started.listen(0, '127.0.0.1', listening));
  return { port: (started.address() as { port: number }).port, received };
}

const VIEW = { file: 'a.vcd', from: 10, to: 20, here: 15, name: 'cycle 3' };

describe('a waveform viewer', () => {
  it('loads the file that a command of the debugger writes, and moves its cursor there', async () => {
    const { port, received } = await viewer(surfer);
    const file = join(temporaryDirectory(), 'stop.vcd');
    const commands = ['-e', 'goto cycle 3000', '-e', `wave ${file} 200 show ${port}`];
    const program = [projectPath('dist/sextant.js'), 'debug', projectPath('firmware/blink.s')];
    const { stdout } = await promisify(execFile)(process.execPath, [...program, ...commands]);
    const [, cycle] = /the viewer shows cycle (\d+)/.exec(stdout)!;
    const vcd = readFileSync(file, 'utf8');
    const units = Number(/(\d+) time units/.exec(vcd)![1]);
    const times = Array.from(vcd.matchAll(/^#(\d+)$/gm), (found) => Number(found[1]));
    expect(received).toEqual([
      { type: 'greeting', version: '0', commands: [] },
      { type: 'command', command: 'load', source: file },
      { type: 'command', command: 'add_scope', scope: 'top.chip', recursive: true },
      {
        type: 'command',
        command: 'set_viewport_range',
        start: (Number(cycle) - 100) * units,
        end: (Number(cycle) + 100) * units,
      },
      {
        type: 'command',
        command: 'add_markers',
        markers: [{ time: Number(cycle) * units, name: `cycle ${cycle}`, move_focus: true }],
      },
    ]);
    expect(times[0]).toBe((Number(cycle) - 100) * units);
  });

  it('without markers is centred on the place', async () => {
    const { port, received } = await viewer((message) =>
      message['type'] === 'greeting' ? [greeting()] : surfer(message),
    );
    await showInViewer(VIEW, port);
    expect(received.at(-1)).toEqual({ type: 'command', command: 'set_viewport_to', timestamp: 15 });
  });

  it.each<[string, Answer, RegExp]>([
    [
      'refuses a command',
      (message) =>
        message['command'] === 'load'
          ? [{ type: 'error', error: 'load', arguments: [], message: 'not a file' }]
          : surfer(message),
      /^the waveform viewer on port \d+ refuses load: not a file$/,
    ],
    ['closes the connection', () => '', /cannot be used: it closed the connection$/],
    [
      'speaks another language',
      () => 'HTTP/1.1 400 Bad Request\r\n\r\n\0',
      /cannot be used: it sends what is not JSON/,
    ],
    ['sends null', () => 'null\0', /closed the connection/],
  ])('that %s is one clear error', async (_, answer, message) => {
    const { port } = await viewer(answer);
    await expect(showInViewer(VIEW, port)).rejects.toThrow(message);
  });

  it.each([
    ['a.vcd show 0', '0 is not a port'],
    ['a.vcd show 65536', '65536 is not a port'],
    ['- show', 'a viewer reads a file'],
  ])('cannot be %s', (operands, message) => {
    const { status, stderr } = sextant('debug', projectPath('firmware/blink.s'), '-e', `wave ${operands}`);
    expect(stderr).toMatch(new RegExp(`^sextant: ${message}[^\n]*\n$`));
    expect(status).toBe(2);
  });

  it('that does not listen is one clear error, and the file is there', () => {
    const file = join(temporaryDirectory(), 'stop.vcd');
    const { status, stderr } = sextant('debug', projectPath('firmware/blink.s'), '-e', `wave ${file} show 1`);
    expect(stderr).toMatch(/^sextant: [^\n]*no waveform viewer listens on port 1 of this machine[^\n]*\n$/);
    expect(status).toBe(4);
    expect(readFileSync(file, 'utf8')).toContain('$enddefinitions');
  });
});
