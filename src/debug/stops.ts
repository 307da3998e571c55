/** Stops: what ends a continued run, in either direction, and on which conditions. Checkpoints do not hold them. */
import { STATE_NAMES } from '../chip/states.js';
import { WARNINGS } from '../chip/warnings.js';
import { parseCondition, type Condition } from '../signals/expression.js';
import type { MoreOperands } from '../signals/operands.js';
import { closest } from '../text/closest.js';
import { SelectionError } from '../text/selection-error.js';
import { changeTrigger } from './questions.js';
import type { SourceMap } from './source-map.js';
import type { Timeline } from './timeline.js';
import {
  CodeTrigger,
  ConditionTrigger,
  EndTrigger,
  MarkTrigger,
  StateTrigger,
  WarningTrigger,
  type Trigger,
} from './trigger.js';

/** What a stop is for. */
export type StopKind =
  /** A place in the code, which each program has elsewhere: a label, FILE:LINE or *INSTRUCTION. */
  | { readonly kind: 'code'; readonly location: string }
  | { readonly kind: 'condition'; readonly text: string }
  | { readonly kind: 'watch'; readonly name: string }
  | { readonly kind: 'state'; readonly state: string }
  | { readonly kind: 'mark'; readonly text: string }
  | { readonly kind: 'warning'; readonly name: string }
  | { readonly kind: 'trap' };

/** What else a stop can be given. */
export interface StopOptions {
  /** Counts only where this holds. */
  readonly condition?: string;
  /** Hits that are passed over before it counts, at each continuing. */
  readonly after?: number;
  /** Is printed instead of stopping; `{wrec[17][5]}` stands for a value. */
  readonly log?: string;
  /** Is taken off when it was hit. */
  readonly once?: boolean;
}

/** A stop. */
export interface Stop extends StopOptions {
  readonly id: number;
  readonly what: StopKind;
  enabled: boolean;
}

/** What stops are made for. */
export interface StopContext {
  readonly timeline: Timeline;
  readonly source: SourceMap;
  readonly more: MoreOperands;
}

/** As the command that makes it. */
export function commandOf({ what, condition, after, log, once }: Stop): string {
  const parts = [describeKind(what)];
  if (after !== undefined) parts.push(`after ${after}`);
  if (log !== undefined) parts.push(`log "${log}"`);
  if (condition !== undefined) parts.push(`if ${condition}`);
  if (once === true) parts.push('once');
  return parts.join(' ');
}

/** For people. @param source of the present program. */
export function describeStop(stop: Stop, source: SourceMap): string {
  const notes = [stop.enabled ? '' : ' (disabled)', isIn(source, stop) ? '' : ' (not in this program)'];
  return commandOf(stop) + notes.join('');
}

/** Whether a program has the place of a stop; other stops than those in the code are in every program. */
export const isIn = (source: SourceMap, { what }: Stop): boolean =>
  what.kind !== 'code' || source.has(what.location);

/** What a stop is for, as the command that makes it. */
export function describeKind(what: StopKind): string {
  switch (what.kind) {
    case 'code':
      return `break ${what.location}`;
    case 'condition':
      return `stop ${what.text}`;
    case 'watch':
      return `watch ${what.name}`;
    case 'state':
      return `stop state ${what.state}`;
    case 'mark':
      return what.text === '' ? 'stop mark' : `stop mark ${what.text}`;
    case 'warning':
      return what.name === '' ? 'stop warning' : `stop warning ${what.name}`;
    case 'trap':
      return 'stop trap';
  }
}

/**
 * The trigger of a kind of stop.
 * @throws SelectionError where it means nothing in the program or the chip.
 */
export function triggerOf(what: StopKind, context: StopContext): Trigger {
  const { timeline, source, more } = context;
  const { design } = timeline.machine.chip.state;
  switch (what.kind) {
    case 'code':
      return new CodeTrigger(new Set(source.locate(what.location)));
    case 'condition':
      return new ConditionTrigger(parseCondition(what.text, design, more));
    case 'watch':
      return changeTrigger(context, what.name);
    case 'state':
      return new StateTrigger(stateNamed(what.state));
    case 'mark':
      return new MarkTrigger(what.text);
    case 'warning':
      return new WarningTrigger(warningNamed(what.name));
    case 'trap':
      return new EndTrigger(true);
  }
}

function stateNamed(name: string): number {
  const state = (STATE_NAMES as readonly string[]).indexOf(name.toUpperCase());
  if (state < 0) throw new SelectionError(`'${name}' is not a state: give one of ${STATE_NAMES.join(', ')}`);
  return state;
}

function warningNamed(name: string): string | undefined {
  const names = WARNINGS.map((w) => w.name);
  if (name === '') return undefined;
  if (!names.includes(name))
    throw new SelectionError(`'${name}' is not a warning of the chip${closest(name, names)}`);
  return name;
}

/** The condition of a stop, compiled. */
export function conditionOf(
  { condition }: StopOptions,
  { timeline, more }: StopContext,
): Condition | undefined {
  if (condition === undefined) return undefined;
  const compiled = parseCondition(condition, timeline.machine.chip.state.design, more);
  if (compiled.memory.length > 0)
    throw new SelectionError(
      `condition '${condition}': 'changed' is something to stop at, not a condition of a stop`,
    );
  return compiled;
}
