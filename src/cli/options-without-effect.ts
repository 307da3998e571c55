/** Options that have an effect only together with others: one without is refused, so that it cannot pass for one with. */
import { usageError } from '../text/errors.js';

/** An option of the command line. */
export interface DependentOption {
  readonly option: string;
  readonly isGiven: boolean;
  /** Whether what it needs is there. */
  readonly hasEffect: boolean;
  /** What gives it an effect, such as `--trigger CONDITION`. */
  readonly needs: string;
}

/** @throws UserError (exit code 2) for the first option that was given and has no effect. */
export function refuseWithoutEffect(options: readonly DependentOption[]): void {
  const idle = options.find(({ isGiven, hasEffect }) => isGiven && !hasEffect);
  if (idle) throw usageError(`${idle.option} has no effect here: it needs ${idle.needs}`);
}
