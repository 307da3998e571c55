/** Serves the Debug Adapter Protocol: on standard input and output, or to one editor at a time on a port of this machine. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import type { Readable, Writable } from 'node:stream';
import { DebugAdapter, type Launched } from '../../dap/adapter.js';
import type { Arguments } from '../../dap/arguments.js';
import { frame, FramingError, MessageReader } from '../../dap/framing.js';
import { AssemblyError } from '../../asm/diagnostics.js';
import { DeclaredFiles } from '../../files/declared-files.js';
import { EXIT, UserError } from '../../text/errors.js';
import { SelectionError } from '../../text/selection-error.js';
import { loadSession, type ProgramOptions } from './load-session.js';

/** How the server is started. */
export interface ServerOptions extends ProgramOptions {
  /** Program that is debugged where the editor names none. */
  readonly program?: string;
}

/** Serves one editor on standard input and output, until it disconnects. */
export async function serveStandardStreams(options: ServerOptions): Promise<void> {
  await serve(process.stdin, process.stdout, options, undefined);
}

/** Bytes of a token. */
const TOKEN_BYTES = 16;

/**
 * Serves editors that connect to a port of this machine, one after the other. Each has to give the token when it launches
 * or attaches; it is printed once.
 * @throws UserError if the port cannot be used.
 */
export async function servePort(
  port: number,
  options: ServerOptions,
  print: (line: string) => void,
): Promise<void> {
  const token = randomBytes(TOKEN_BYTES).toString('hex');
  const server = createServer((socket) => {
    server.maxConnections = 1;
    socket.on('error', () => socket.destroy());
    serve(socket, socket, options, token).then(
      () => socket.end(),
      () => socket.destroy(),
    );
  });
  server.maxConnections = 1;
  await new Promise<void>((listening, failed) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      failed(
        new UserError(
          `port ${port} cannot be used (${error.code ?? error.message}); give another one, or 0 for any`,
          EXIT.FILE,
        ),
      ),
    );
    server.listen(port, '127.0.0.1', listening);
  });
  const address = server.address();
  print(
    `listening on 127.0.0.1:${typeof address === 'object' && address ? address.port : port}, token ${token}`,
  );
  await new Promise<void>((closed) => {
    process.once('SIGINT', () => {
      server.close();
      closed();
    });
  });
  process.exit(EXIT.OK);
}

async function serve(
  input: Readable | Socket,
  output: Writable,
  options: ServerOptions,
  token: string | undefined,
): Promise<void> {
  const reader = new MessageReader();
  const connection = { isOpen: true };
  const adapter = new DebugAdapter({
    send: (message) => void output.write(frame(message)),
    launch: (settings, log) => launch(settings, options, token, log),
    breathe: () => setImmediate(),
    close: () => {
      connection.isOpen = false;
    },
    isExpected: (error) => error instanceof UserError || error instanceof AssemblyError,
    fail: (error) => input.destroy(error instanceof Error ? error : new Error(String(error))),
  });
  try {
    for await (const bytes of input) {
      for (const message of reader.take(bytes as Uint8Array)) void adapter.take(message);
      if (!connection.isOpen) return;
    }
  } catch (error) {
    if (error instanceof FramingError)
      throw new UserError(`the editor's messages cannot be read: ${error.message}`, EXIT.BAD_INPUT);
    throw error;
  } finally {
    await adapter.close();
  }
}

/** Loads the program that an editor names. */
async function launch(
  settings: Arguments,
  options: ServerOptions,
  token: string | undefined,
  log: (text: string) => void,
): Promise<Launched> {
  if (token !== undefined && !isToken(settings.text('token', ''), token))
    throw new SelectionError(
      "the token is missing or wrong: give the one that 'sextant debug --dap' has printed",
    );
  const program = settings.text('program', options.program);
  return loadSession(
    program,
    { ...options, ...(settings.has('data') ? { data: settings.text('data') } : {}) },
    new DeclaredFiles(),
    { log, note: log },
  );
}

function isToken(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}
