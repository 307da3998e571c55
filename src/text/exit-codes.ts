/** The exit codes of the command line, documented in the README and in docs/warnings.md. */

/** An exit code of the command line. */
export interface ExitCode {
  readonly code: number;
  /** Its meaning, in a few words. */
  readonly meaning: string;
  /** What leads to it. */
  readonly cause: string;
  /** What to do about it. */
  readonly cure: string;
}

const CODES = {
  OK: {
    code: 0,
    meaning: 'done',
    cause: 'The command did its work.',
    cure: 'Nothing needs to be done.',
  },
  FAILED: {
    code: 1,
    meaning: 'a comparison or an expectation failed',
    cause:
      'Two runs or recordings differ, `--expect` does not hold, a program ended with a status other than 0, or the lint found something.',
    cure: 'The message names the first difference, the expectation or the finding.',
  },
  USAGE: {
    code: 2,
    meaning: 'wrong command line',
    cause:
      'An option or argument is unknown, missing or contradicts another, or an output would replace an input or another output; nothing was run or written. Or a setting (`--set`, `--flip`) never took effect in the run.',
    cure: '`sextant COMMAND --help` shows the options and an example.',
  },
  BAD_INPUT: {
    code: 3,
    meaning: "a file's contents are wrong",
    cause: 'An input is damaged, or is not of the format it is read as.',
    cure: 'The message has the file and the line, byte or column.',
  },
  FILE: {
    code: 4,
    meaning: 'a file cannot be read or written, or a trace would be empty',
    cause:
      'A file or directory does not exist, access is denied, the disk is full, or the window of a trace lies outside the run.',
    cure: 'Check the path, the permissions and the space; check `--from`, `--to`, `--when` and `--trigger`.',
  },
  TRAP: {
    code: 5,
    meaning: 'a firmware program trapped',
    cause: 'The program did something that has no meaning; see the traps below.',
    cure: 'The message has the instruction and its line. Traces and events until then are written.',
  },
  TIMEOUT: {
    code: 42,
    meaning: 'a wait in simulated time ran out',
    cause:
      'The chip did not answer within `--timeout` cycles, or the run took more than `--max-cycles`. Traces and events until then are written.',
    cure: 'Trace the cycles before the end; raise `--timeout` if the wait may take longer.',
  },
  INTERNAL: {
    code: 70,
    meaning: 'a fault of sextant',
    cause: 'An error that sextant does not expect.',
    cure: 'Report it with the command line; `SEXTANT_DEBUG=1` prints where it happened.',
  },
  INTERRUPTED: {
    code: 130,
    meaning: 'interrupted; what was finished is written',
    cause: 'Ctrl-C, SIGTERM, SIGHUP or SIGUSR2.',
    cure: 'Outputs that were written are valid up to the cycle in the summary.',
  },
} as const satisfies Record<string, ExitCode>;

/** All exit codes in ascending order. */
export const EXIT_CODES: readonly ExitCode[] = Object.values(CODES);

/** Exit codes by name. */
export const EXIT = Object.fromEntries(Object.entries(CODES).map(([name, { code }]) => [name, code])) as {
  readonly [Name in keyof typeof CODES]: (typeof CODES)[Name]['code'];
};
