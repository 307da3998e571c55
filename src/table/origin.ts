/** The run that a table or a trace was recorded from, as its file describes it. */
export interface RunOrigin {
  /** Period of CLK in picoseconds, a whole number. */
  readonly periodPs: number;
  /** Version of the program that wrote the file. */
  readonly version: string;
  /** The program that ran (a file name) and the SHA-256 of its text, where known. */
  readonly source?: string;
  readonly sourceHash?: string;
  /** The settings of the command, as the user gave them. */
  readonly settings?: string;
}

/** A table's names and values for its origin. */
export function originOf(table: string, origin: RunOrigin): [string, string][] {
  const entries: [string, string | undefined][] = [
    ['sextant.version', origin.version],
    ['sextant.table', table],
    ['clock_period_ps', String(origin.periodPs)],
    ['source', origin.source],
    ['source_sha256', origin.sourceHash],
    ['settings', origin.settings],
  ];
  return entries.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]));
}
