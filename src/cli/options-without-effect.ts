/**
 * Options that have an effect only together with others. An option without effect is refused, so that nothing seems to
 * have been set that was not.
 */
import { usageError } from '../text/errors.js';

/** An option of the command line. */
export interface DependentOption {
  readonly option: string;
  readonly isGiven: boolean;
  /** Whether the options that it needs are given. */
  readonly hasEffect: boolean;
  /** What gives it an effect, such as `--trigger CONDITION`. */
  readonly needs: string;
}

/** @throws UserError (exit code 2) for the first option that was given and has no effect. */
export function refuseWithoutEffect(options: readonly DependentOption[]): void {
  const idle = options.find(({ isGiven, hasEffect }) => isGiven && !hasEffect);
  if (idle) throw usageError(`${idle.option} has no effect here: it needs ${idle.needs}`);
}
