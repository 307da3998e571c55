/** Compares two chips, register by register. */
import type { Chip } from '../../src/chip/chip.js';
import { ACTIVITIES, activityBase } from '../../src/chip/activity.js';
import { STATE_NAMES } from '../../src/chip/states.js';

/** Names the first register, memory word or counter in which two chips differ; undefined when they are equal. */
export function stateDifference(a: Chip, b: Chip): string | undefined {
  if (Buffer.compare(a.snapshot(), b.snapshot()) === 0) return undefined;
  return difference(a.state, b.state, '') ?? 'snapshots differ, but no named member';
}

function difference(a: object, b: object, path: string): string | undefined {
  for (const [name, left] of Object.entries(a)) {
    // The memory of the arrays, which have names of their own.
    if (name === 'image') continue;
    const right = (b as Record<string, unknown>)[name];
    if (ArrayBuffer.isView(left)) {
      const [x, y] = [left, right] as unknown as [ArrayLike<number>, ArrayLike<number>];
      for (let i = 0; i < x.length; i++)
        if (x[i] !== y[i]) return `${path}${element(name, i)}: ${x[i]} and ${y[i]}`;
    } else if (typeof left === 'number') {
      if (left !== right) return `${path}${name}: ${left} and ${String(right)}`;
    } else if (typeof left === 'object' && left !== null && !(left instanceof ArrayBuffer)) {
      const found = difference(left as object, right as object, `${path}${name}.`);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function element(name: string, index: number): string {
  if (name !== 'activity') return `${name}[${index}]`;
  const state = Math.floor(index / ACTIVITIES.length);
  return `activity of ${STATE_NAMES[state]!}, ${ACTIVITIES[index - activityBase(state)]!}`;
}
