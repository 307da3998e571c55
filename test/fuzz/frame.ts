/**
 * The frame of all fuzzers: seeded mutations of sound inputs. Every input must end in one of the outcomes of its target: a
 * clear error or a right result. A crash, a wrong result, or more than ten seconds of processor time is a fault.
 */
import seedrandom from 'seedrandom';

/** A kind of input that is fuzzed. */
export interface FuzzTarget {
  readonly name: string;
  /** Names of the outcomes that inputs may have; the suite expects to see each of them. */
  readonly outcomes: readonly string[];
  /** Inputs in the test suite, where not as many as of others. */
  readonly inSuite?: number;
  /** Makes what is needed once for all inputs. */
  prepare(): FuzzSession | Promise<FuzzSession>;
}

export interface FuzzSession {
  /** @param random draws numbers from 0 to 1. */
  mutate(random: () => number): Uint8Array;
  /** @returns an outcome. @throws what no input may cause. */
  judge(input: Uint8Array): string | Promise<string>;
  /** Removes what the session made. */
  close?(): void;
}

export interface FuzzResult {
  /** Number of inputs by outcome. */
  readonly counts: Readonly<Record<string, number>>;
  /** Longest processor time for an input, in seconds. */
  readonly slowest: number;
}

/** Seconds of processor time that an input may take: the machine may be busy with other things. */
const TOO_LONG = 10;
const MICROSECONDS = 1e6;

/** Judges mutated inputs. @throws Error with the number of the mutation, which the same seed repeats. */
export async function fuzz(target: FuzzTarget, count: number, seed: string): Promise<FuzzResult> {
  const random = seedrandom(seed);
  const counts = Object.fromEntries(target.outcomes.map((outcome) => [outcome, 0]));
  const session = await target.prepare();
  let slowest = 0;
  try {
    for (let n = 0; n < count; n++) {
      const input = session.mutate(random);
      const start = process.cpuUsage();
      try {
        const outcome = await session.judge(input);
        if (!(outcome in counts)) throw new Error(`the outcome '${outcome}' is not one of ${target.name}`);
        counts[outcome]!++;
        const { user, system } = process.cpuUsage(start);
        const seconds = (user + system) / MICROSECONDS;
        if (seconds > TOO_LONG) throw new Error(`took ${seconds.toFixed(1)} s`);
        slowest = Math.max(slowest, seconds);
      } catch (cause) {
        throw new Error(`${target.name}: mutation ${n} of seed ${seed}`, { cause });
      }
    }
  } finally {
    session.close?.();
  }
  return { counts, slowest };
}
