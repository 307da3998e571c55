/** Memories that an editor reads and writes: the host's data memory and the matrices of weights. */
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Session } from '../debug/session.js';
import type { Task } from '../debug/task.js';
import { SelectionError } from '../text/selection-error.js';

/** Most bytes of a request. */
const MOST_BYTES = 1 << 20;

/** The bytes of a memory; weights lie row by row as in the chip. @throws SelectionError for another name. */
function memoryOf({ machine }: Session, name: string): Uint8Array {
  if (name === 'mem') return machine.host.memory;
  if (name === 'winp' || name === 'wrec' || name === 'wout') {
    const { bytes } = machine.chip.state[name];
    return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  }
  throw new SelectionError(`there is no memory '${name.slice(0, 20)}': give mem, winp, wrec or wout`);
}

export function readMemory(
  session: Session,
  name: string,
  offset: number,
  count: number,
): DebugProtocol.ReadMemoryResponse['body'] {
  const bytes = memoryOf(session, name);
  if (count < 0 || count > MOST_BYTES) throw new SelectionError(`a count from 0 to ${MOST_BYTES} is needed`);
  const from = Math.min(bytes.length, Math.max(0, offset));
  const to = Math.min(bytes.length, Math.max(from, offset + count));
  const data = btoa(Array.from(bytes.subarray(from, to), (b) => String.fromCharCode(b)).join(''));
  return { address: String(from), data, unreadableBytes: count - (to - from) };
}

/** Writes bytes: on a branch, as all values that are set. @returns how many were written. */
export function* writeMemory(session: Session, name: string, offset: number, data: string): Task<number> {
  let text: string;
  try {
    text = atob(data);
  } catch {
    throw new SelectionError("'data' must be base64");
  }
  const length = memoryOf(session, name).length;
  if (offset < 0 || offset + text.length > length) throw new SelectionError(`${name} has ${length} bytes`);
  if (name !== 'mem')
    throw new SelectionError(`the bytes of ${name} cannot be written: set ${name}[PRE][POST]`);
  for (let i = 0; i < text.length; i++) yield* session.set(`mem[${offset + i}]`, text.charCodeAt(i));
  return text.length;
}
