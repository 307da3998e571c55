/**
 * Shows a waveform in a viewer that speaks the Waveform Control Protocol, such as Surfer or GTKWave: JSON messages that end
 * with a zero byte. The client greets first; each command is answered by one response or error, events come in between.
 */
import { createConnection, type Socket } from 'node:net';
import { resolve } from 'node:path';
import type { WaveformView } from '../../debug/commands/command.js';
import { ROOT_SCOPE } from '../../signals/signals.js';
import { EXIT, UserError } from '../../text/errors.js';
import { printable, shorten } from '../../text/quote.js';

/** Version of the protocol that viewers speak. */
const VERSION = '0';
/** Milliseconds that a viewer may take for an answer. */
const PATIENCE = 10_000;
const LONGEST_MESSAGE = 1 << 20;

interface Request {
  readonly type: string;
  readonly command?: string;
  readonly [operand: string]: unknown;
}

interface Message {
  readonly type?: unknown;
  readonly commands?: unknown;
  readonly event?: unknown;
  readonly error?: unknown;
  readonly message?: unknown;
}

/**
 * Loads a file into the viewer that listens on a port of this machine, and moves its cursor.
 * @throws UserError where no viewer listens, or it refuses or does not answer.
 */
export async function showInViewer(view: WaveformView, port: number): Promise<void> {
  const viewer = await Viewer.connect(port);
  try {
    const { commands } = await viewer.ask({ type: 'greeting', version: VERSION, commands: [] });
    const can = (command: string): boolean => Array.isArray(commands) && commands.includes(command);
    await viewer.command('load', { source: resolve(view.file) });
    await viewer.event('waveforms_loaded');
    await viewer.command('add_scope', { scope: ROOT_SCOPE, recursive: true });
    await viewer.command('set_viewport_range', { start: view.from, end: view.to });
    const marker = { time: view.here, name: view.name, move_focus: true };
    if (can('add_markers')) await viewer.command('add_markers', { markers: [marker] });
    else await viewer.command('set_viewport_to', { timestamp: view.here });
  } finally {
    viewer.close();
  }
}

/** A connection to a viewer. */
class Viewer {
  private text = '';
  private readonly messages: Message[] = [];
  private readonly events: Message[] = [];
  private failure: UserError | undefined;
  private wake: () => void = () => undefined;

  private constructor(
    private readonly socket: Socket,
    private readonly port: number,
  ) {
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => this.take(chunk));
    socket.on('error', (error) => this.fail(error.message));
    socket.on('close', () => this.fail('it closed the connection'));
  }

  /** @throws UserError where nothing listens. */
  static connect(port: number): Promise<Viewer> {
    return new Promise((connected, failed) => {
      const socket = createConnection({ host: '127.0.0.1', port });
      const refuse = (): void =>
        failed(
          new UserError(
            `no waveform viewer listens on port ${port} of this machine: start its server of the Waveform Control Protocol (in Surfer: wcp_server_start), or give its port`,
            EXIT.FILE,
          ),
        );
      socket.once('error', refuse);
      socket.once('connect', () => {
        socket.removeListener('error', refuse);
        connected(new Viewer(socket, port));
      });
    });
  }

  close(): void {
    this.socket.destroy();
  }

  command(command: string, operands: object): Promise<Message> {
    return this.ask({ type: 'command', command, ...operands });
  }

  /** Sends a message, and waits for its answer. @throws UserError for an answer that is an error. */
  async ask(message: Request): Promise<Message> {
    this.socket.write(`${JSON.stringify(message)}\0`);
    const what = message.command ?? message.type;
    const answer = await this.next(this.messages, what);
    if (answer.type === 'error')
      throw this.failed(`refuses ${what}: ${textOf(answer.message) || textOf(answer.error)}`);
    return answer;
  }

  /** Waits for an event. */
  async event(name: string): Promise<void> {
    while ((await this.next(this.events, name)).event !== name);
  }

  private async next(queue: Message[], what: string): Promise<Message> {
    const end = Date.now() + PATIENCE;
    for (;;) {
      const message = queue.shift();
      if (message) return message;
      if (this.failure) throw this.failure;
      const left = end - Date.now();
      if (left <= 0) throw this.failed(`gives no answer to ${what} within ${PATIENCE / 1000} s`);
      await this.waitAtMost(left);
    }
  }

  private async waitAtMost(milliseconds: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((woken) => {
      this.wake = woken;
      timer = setTimeout(woken, milliseconds);
    });
    clearTimeout(timer);
  }

  private take(chunk: string): void {
    this.text += chunk;
    const parts = this.text.split('\0');
    this.text = parts.pop()!;
    for (const part of parts) this.receive(part);
    if (this.text.length > LONGEST_MESSAGE) this.fail('its message is too long');
    this.wake();
  }

  private receive(text: string): void {
    try {
      const message = JSON.parse(text) as Message | null;
      (message?.type === 'event' ? this.events : this.messages).push(message ?? {});
    } catch {
      this.fail(`it sends what is not JSON: ${shorten(text, 40)}`);
    }
  }

  private fail(why: string): void {
    this.failure ??= this.failed(`cannot be used: ${why}`);
    this.wake();
  }

  private failed(what: string): UserError {
    return new UserError(printable(`the waveform viewer on port ${this.port} ${what}`), EXIT.FILE);
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? shorten(value, 200) : '');
