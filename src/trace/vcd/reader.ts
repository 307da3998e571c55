/** Reads value change dumps: ours, and those of other tools that hold bits, real numbers and text. */
import type { Design } from '../../design/design.js';
import type { LineBatch } from '../../text/lines.js';
import { TraceFormatError, type RecordedTrace, type TraceStep } from '../recorded/model.js';
import { chipOfRecord } from '../../design/recorded-chip.js';
import { DesignError } from '../../design/parameters.js';
import { BodyParser } from './body-parser.js';
import { HeaderParser } from './header-parser.js';

/**
 * A VCD file.
 * @param given the chip, where the file names none.
 * @throws TraceFormatError naming the line.
 */
export async function openVcd(lines: AsyncIterable<LineBatch>, given?: Design): Promise<RecordedTrace> {
  const batches = lines[Symbol.asyncIterator]();
  const header = new HeaderParser();
  for (;;) {
    const next = await batches.next();
    if (next.done === true)
      throw new TraceFormatError(`line ${header.line}`, 'the file ends within the VCD header');
    const { lines: texts, first } = next.value;
    for (let i = 0; i < texts.length; i++) {
      const end = header.take(texts[i]!, first + i);
      if (end === undefined) continue;
      const rest = { first: first + i, lines: [texts[i]!.slice(end), ...texts.slice(i + 1)] };
      const clock = clockOf(header);
      const design = chipOf(header) ?? given;
      return {
        format: 'vcd',
        signals: header.signals,
        timeUnit: clock ? 'cycle' : 'stamp',
        periodPs: clock ? clock.periodPs : header.unitPs,
        ...(design ? { design } : {}),
        steps: readBody(new BodyParser(header, clock ? clock.stamps : 1), rest, batches),
      };
    }
  }
}

/**
 * The clock period of the chip in picoseconds and in time stamps, as our writer notes it in a comment; undefined for files
 * of other tools, and where the comment does not fit the time scale.
 */
function clockOf({ comment, unitPs }: HeaderParser): { periodPs: number; stamps: number } | undefined {
  const found = /.*clock period (\d{1,15}) ps, (\d{1,15}) time units/s.exec(comment);
  if (!found) return undefined;
  const [periodPs, stamps] = [Number(found[1]), Number(found[2])];
  const fits = stamps > 0 && Math.abs(stamps * unitPs - periodPs) <= periodPs * 1e-9;
  return fits ? { periodPs, stamps } : undefined;
}

/** The chip, as our writer notes it in a comment of its own. @throws TraceFormatError for one that cannot be. */
function chipOf({ comment }: HeaderParser): Design | undefined {
  const [, chip, hash] = /^chip (\S+); SHA-256 ([0-9a-f]{64})$/m.exec(comment) ?? [];
  if (chip === undefined || hash === undefined) return undefined;
  try {
    return chipOfRecord(chip, hash);
  } catch (error) {
    throw error instanceof DesignError ? new TraceFormatError('header', error.message) : error;
  }
}

async function* readBody(
  body: BodyParser,
  rest: LineBatch,
  batches: AsyncIterator<LineBatch>,
): AsyncGenerator<TraceStep[], void> {
  yield body.take(rest);
  for (let next = await batches.next(); next.done !== true; next = await batches.next())
    yield body.take(next.value);
  yield body.end();
}
