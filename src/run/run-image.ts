/** Runs a firmware image on a chip: interruptible, with back-pressure from whatever records it. */
import type { ImageSymbol } from '../firmware/image.js';
import { sourceOf } from '../firmware/image.js';
import { EXIT, UserError } from '../text/errors.js';
import type { Interpreter } from '../sequencer/interpreter.js';
import type { Sequencer } from '../sequencer/sequencer.js';
import { Breather, type RunHooks } from './breather.js';
import { FINISHED, STOPPED, type RunEnd } from './run-end.js';

/** Runs a program to its end, which may be a trap (exit code 5, for a wait that timed out 42). */
export async function runImage(sequencer: Sequencer, name: string, hooks: RunHooks = {}): Promise<RunEnd> {
  const breather = new Breather(hooks);
  while (!sequencer.advance()) if (await breather.breathe(0)) return STOPPED;
  const error = trapError(sequencer.interpreter, name);
  return error ? { kind: 'failed', error } : FINISHED;
}

/** The trap with which a program ended, as an error for users; undefined if it ended by itself. */
export function trapError({ image, state }: Interpreter, file: string): UserError | undefined {
  const trap = state.outcome?.trap;
  if (trap === undefined) return undefined;
  const { pc } = state;
  const source = sourceOf(image, pc);
  const at = source === undefined ? '' : ` (${source.file}:${source.line})`;
  const exitCode = trap.trap === 'time-out' ? EXIT.TIMEOUT : EXIT.TRAP;
  return new UserError(
    `${file}: trap at instruction ${pc}${nearest(image.symbols, pc)}${at}: ${trap.message}`,
    exitCode,
  );
}

/** ` name+3`: the code symbol at or before an instruction. */
function nearest(symbols: readonly ImageSymbol[], pc: number): string {
  let best: ImageSymbol | undefined;
  for (const s of symbols)
    if (s.type === 'code' && s.value <= pc && (best === undefined || s.value > best.value)) best = s;
  if (best === undefined) return '';
  return pc === best.value ? ` ${best.name}` : ` ${best.name}+${pc - best.value}`;
}

/** Counters by the names the program gives them; those without a name only when used. */
export function namedCounters({ image, counters }: Sequencer): Record<string, number> {
  const names = new Map(
    image.symbols.flatMap((s) => (s.type === 'counter' ? [[s.value, s.name] as const] : [])),
  );
  const used = [...counters.keys()].filter((i) => names.has(i) || counters[i] !== 0);
  return Object.fromEntries(used.map((i) => [names.get(i) ?? `counter${i}`, counters[i]!]));
}
