/** Faults as people write them: `rate=1e-3,kind=stuck-at-0,banks=winp+wrec,seed=7`. */
import { closest } from '../text/closest.js';
import { quote } from '../text/quote.js';
import { SelectionError } from '../text/selection-error.js';
import { FAULT_BANKS, FAULT_KINDS, FAULT_PATTERNS, type FaultBank, type Faults } from './fault-map.js';

const KEYS = ['rate', 'kind', 'pattern', 'banks', 'seed'] as const;
type Key = (typeof KEYS)[number];

/** Reads faults; `rate` and `kind` are needed. @throws SelectionError */
export function parseFaults(text: string): Faults {
  const given = new Map<Key, string>();
  for (const pair of text.split(',')) {
    const [, name = '', value] = /^\s*([\w-]+)=(.+)$/.exec(pair) ?? [];
    const key = KEYS.find((known) => known === name);
    if (key === undefined || value === undefined)
      throw new SelectionError(
        `${quote(pair)}: KEY=VALUE is needed, with ${KEYS.join(', ')}${closest(name, KEYS)}`,
      );
    if (given.has(key)) throw new SelectionError(`${quote(text)}: ${key} is there twice`);
    given.set(key, value.trim());
  }
  const banks = given.get('banks')?.split('+') ?? [...FAULT_BANKS];
  return {
    rate: rateOf(given.get('rate')),
    kind: choiceOf('kind', given.get('kind'), FAULT_KINDS),
    pattern: choiceOf('pattern', given.get('pattern') ?? 'cells', FAULT_PATTERNS),
    banks: banks.map((bank) => choiceOf<FaultBank>('banks', bank, FAULT_BANKS)),
    seed: given.get('seed') ?? '1',
  };
}

export const formatFaults = ({ rate, kind, pattern, banks, seed }: Faults): string =>
  `rate=${rate},kind=${kind},pattern=${pattern},banks=${banks.join('+')},seed=${seed}`;

function rateOf(text: string | undefined): number {
  const rate = text === undefined || text === '' ? NaN : Number(text);
  if (!(rate >= 0 && rate <= 1))
    throw new SelectionError(`rate=${text ?? ''}: a share from 0 to 1 is needed, such as rate=1e-3`);
  return rate;
}

function choiceOf<T extends string>(key: string, text: string | undefined, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) return found;
  throw new SelectionError(
    `${key}=${text ?? ''}: one of ${choices.join(', ')} is needed${text === undefined ? '' : closest(text, choices)}`,
  );
}
