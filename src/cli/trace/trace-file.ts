/** Recorded traces from the command line: opened, with errors that name file and line. */
import type { Design } from '../../design/design.js';
import { badInput } from '../../text/errors.js';
import { readLines } from '../../files/lines.js';
import { requireChip } from '../chip-option.js';
import { TraceFormatError, type RecordedTrace } from '../../trace/recorded/model.js';
import { openTrace, type OpenTrace } from '../../trace/formats.js';

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
    if (trace.design) await requireOr(trace, trace.design, given, file);
    return await use(tagged(trace, file)).finally(() => trace.close());
  } catch (error) {
    throw placed(error, file);
  }
}

/** @throws UserError for a trace of another chip than the given one; it is then closed. */
async function requireOr(
  { close }: OpenTrace,
  design: Design,
  given: Design | undefined,
  file: string,
): Promise<void> {
  try {
    requireChip(design, given, file);
  } catch (error) {
    await close();
    throw error;
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
