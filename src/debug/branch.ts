/**
 * Branches: named courses of the run. Each has its own program, the firmware that it began with; the machine of its timeline
 * runs it, and its source map shows it.
 */
import type { Prices } from '../energy/prices.js';
import type { MoreOperands } from '../signals/operands.js';
import type { Firmware } from './machine.js';
import type { Place, Position } from './place.js';
import type { QuestionContext } from './questions.js';
import { SourceMap } from './source-map.js';
import type { Timeline } from './timeline.js';
import { energyOperands, hostOperands } from './values.js';

/** A value that was set. */
export interface Poke {
  readonly place: Place;
  readonly name: string;
  readonly value: number;
}

/** Firmware with which the run went on. */
export interface Reload {
  readonly place: Place;
  readonly firmware: Firmware;
}

/** What began a branch. */
export type Intervention = Poke | Reload;

/** As the list of branches shows it. */
export const describeIntervention = (what: Intervention): string =>
  'firmware' in what ? `new firmware from ${what.firmware.name}` : `${what.name} = ${what.value}`;

/** Where a branch began. */
export interface Fork {
  readonly branch: Branch;
  readonly position: Position;
  readonly intervention: Intervention;
}

/** A named course of the run; the first is `main`, others begin where a value was set or other firmware taken up. */
export class Branch implements QuestionContext {
  /** Of the program that it runs. */
  readonly source: SourceMap;
  readonly more: MoreOperands;
  /** Where it was left. */
  place: Place;

  /** @param fork absent for the program as it is. */
  constructor(
    readonly name: string,
    readonly timeline: Timeline,
    readonly fork: Fork | undefined,
    prices: Prices | undefined,
  ) {
    const { machine } = timeline;
    this.source = new SourceMap(machine.program);
    const host = hostOperands(machine);
    const energy = prices && energyOperands(machine, prices);
    this.more = (name) => host(name) ?? energy?.(name);
    this.place = machine.place;
  }

  /** How it differs from the branch it began on, for people. */
  get origin(): string {
    if (!this.fork) return 'the program as it is';
    const { branch, position, intervention } = this.fork;
    return `${branch.name}, cycle ${position.cycle}: ${describeIntervention(intervention)}`;
  }

  /** What was changed from the start of the program to the start of the branch, in order. */
  get interventions(): readonly Intervention[] {
    return this.fork ? [...this.fork.branch.interventions, this.fork.intervention] : [];
  }
}
