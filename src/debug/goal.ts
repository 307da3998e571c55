/** Where to go: a cycle, an instruction, a tick, a sample, an epoch. */
import type { Machine } from './machine.js';
import type { Position } from './place.js';

/** A run that goes on. */
export interface Course {
  readonly machine: Machine;
  /** Goes on as fast as the chip can, at most by so much. */
  advance(cycles?: number, ticks?: number, operations?: number): void;
}

/** A point of the run, which lies ahead of all places before it. */
export interface Goal {
  /** Whether it lies ahead of a position. */
  isAhead(position: Position): boolean;
  /** Whether a position lies behind it, and is not at it. */
  isPast(position: Position): boolean;
  /** Whether a machine that came from before has reached it. */
  reached(machine: Machine): boolean;
  /** Goes on, but not past it. */
  approach(course: Course): void;
}

/** The first place of a cycle. */
export const atCycle = (cycle: number): Goal => ({
  isAhead: (p) => p.cycle < cycle,
  isPast: (p) => p.cycle > cycle,
  reached: ({ chip }) => chip.cycle >= cycle,
  approach: (course) => course.advance(cycle - course.machine.chip.cycle),
});

/** The place at which so many instructions are done. */
export const atInstruction = (instruction: number): Goal => ({
  isAhead: (p) => p.instruction < instruction,
  isPast: (p) => p.instruction > instruction,
  reached: ({ host }) => host.instruction >= instruction,
  approach: (course) => {
    const { host } = course.machine;
    // Operations that are played are instructions of a script, but parts of one in firmware.
    course.advance(Infinity, Infinity, host.kind === 'script' ? instruction - host.instruction : Infinity);
  },
});

/** Between two operations, as soon as so many ticks have come; ticks that the chip makes itself count at once. */
export const atTick = (tick: number): Goal => ({
  isAhead: (p) => p.tick < tick,
  isPast: (p) => p.tick > tick,
  reached: (machine) =>
    machine.position.tick >= tick &&
    (machine.betweenOperations || machine.chip.state.config.LOCAL_TICK !== 0),
  approach: (course) => {
    const { machine } = course;
    if (machine.chip.state.config.LOCAL_TICK !== 0) course.advance(1);
    else course.advance(Infinity, Math.max(1, tick - machine.position.tick));
  },
});

/** Between two operations, as soon as so many samples have begun. */
export const atSample = (sample: number): Goal => ({
  isAhead: (p) => p.sample < sample,
  isPast: (p) => p.sample > sample,
  reached: (machine) => machine.position.sample >= sample && machine.betweenOperations,
  approach: (course) => course.advance(),
});

/** The start of an epoch. */
export const atEpoch = (epoch: number): Goal => ({
  isAhead: (p) => p.epoch < epoch,
  isPast: (p) => p.epoch > epoch,
  reached: ({ host }) => host.epoch >= epoch,
  approach: (course) => course.advance(),
});

/** The end of the program. */
export const THE_END: Goal = {
  isAhead: () => true,
  isPast: () => false,
  reached: ({ ended }) => ended,
  approach: (course) => course.advance(),
};
