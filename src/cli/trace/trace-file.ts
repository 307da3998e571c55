/** Recorded traces from the command line: opened, with errors that name file and line. */
import type { Design } from '../../design/design.js';
import { badInput } from '../../text/errors.js';
import { readLines } from '../../files/lines.js';
import { requireChip } from '../chip-option.js';
import { TraceFormatError, type RecordedTrace } from '../../trace/recorded/model.js';
import { openTrace } from '../../trace/formats.js';

/** The chip of a trace. */
export interface TraceChip {
  /** From the command line; a file that names another one is refused. */
  readonly given?: Design | undefined;
  /** Of files that name none, where none is given; absent: any of the family. */
  readonly otherwise?: Design;
}

/** Opens a trace file and passes it to `use`; an error in the file gets its name and line. */
export async function withTrace<T>(
  file: string,
  { given, otherwise }: TraceChip,
  use: (trace: RecordedTrace) => Promise<T>,
): Promise<T> {
  try {
    const trace = await openTrace(readLines(file), given ?? otherwise);
    const checked = async (): Promise<T> => {
      if (trace.design) requireChip(trace.design, given, file);
      return use(tagged(trace, file));
    };
    return await checked().finally(() => trace.close());
  } catch (error) {
    throw placed(error, file);
  }
}

function placed(error: unknown, file: string): unknown {
  if (!(error instanceof TraceFormatError)) return error;
  const line = /^line (\d+)$/.exec(error.where);
  return badInput(error.what, { file, ...(line ? { line: Number(line[1]) } : {}) });
}

/** Adds the name of the file to errors that reading the steps throws. */
function tagged(trace: RecordedTrace, file: string): RecordedTrace {
  async function* steps(): RecordedTrace['steps'] {
    try {
      yield* trace.steps;
    } catch (error) {
      throw placed(error, file);
    }
  }
  return { ...trace, steps: steps() };
}
