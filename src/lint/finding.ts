/** Findings of the lint: faults of a program that the chip accepts silently. */
import type { FindingName } from './catalogue.js';

/** A finding of the lint: what is wrong, where, and what to do. */
export interface Finding {
  readonly name: FindingName;
  readonly message: string;
  readonly cure: string;
  /** Instruction, where there is one. */
  readonly pc?: number;
  /** File and line it comes from, where known. */
  readonly source?: string;
}

/** A finding before it has its place. */
export type Report = Pick<Finding, 'name' | 'message' | 'cure'>;

/** The finding as one line of text. */
export function formatFinding({ name, message, cure, pc, source }: Finding): string {
  const parts = [pc === undefined ? undefined : `instruction ${pc}`, source].filter((p) => p !== undefined);
  const [first, second] = parts;
  const at = first === undefined ? '' : ` at ${first}${second === undefined ? '' : ` (${second})`}`;
  return `${name}: ${message}${at}; ${cure}`;
}
