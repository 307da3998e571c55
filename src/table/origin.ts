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
  /** Parameters of the chip that differ from the public design, and the hash of all; absent: the public design. */
  readonly chip?: string;
  readonly chipHash?: string;
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
    ['chip', origin.chip],
    ['chip_sha256', origin.chipHash],
  ];
  return entries.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]));
}
