/** Reads value change dumps: ours, and those of other tools that hold bits, real numbers and text. */
import type { LineBatch } from '../../text/lines.js';
import { TraceFormatError, type RecordedTrace, type TraceStep } from '../recorded/model.js';
import { BodyParser } from './body-parser.js';
import { HeaderParser } from './header-parser.js';

/** A VCD file. @throws TraceFormatError naming the line. */
export async function openVcd(lines: AsyncIterable<LineBatch>): Promise<RecordedTrace> {
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
      return {
        format: 'vcd',
        signals: header.signals,
        timeUnit: clock ? 'cycle' : 'stamp',
        periodPs: clock ? clock.periodPs : header.unitPs,
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
