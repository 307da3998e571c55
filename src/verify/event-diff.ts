/** The first difference between two event lines. */

export interface EventDifference {
  cycle: number | string;
  state: string;
  /** Path of the field, such as `crc.wrec` or `v_out[3]`. */
  where: string;
  expected: string;
  actual: string;
}

/** Compares a recorded event line and a produced one that are not the same text. */
export function firstDifference(expected: string | undefined, actual: string | undefined): EventDifference {
  const a = parse(expected);
  const b = parse(actual);
  const known = isRecord(b) ? b : isRecord(a) ? a : {};
  const tag = known['tag'] === undefined ? '' : ` of snapshot '${text(known['tag'])}'`;
  const base = { cycle: text(known['cycle']), state: text(known['state']) };
  if (expected === undefined || actual === undefined)
    return {
      ...base,
      where: 'event',
      expected: expected ?? 'no more events',
      actual: actual ?? 'no more events',
    };
  if (a === undefined)
    return { ...base, where: 'event', expected: `not JSON: ${expected.slice(0, 80)}`, actual };
  const { where, ...values } = differ(a, b, '') ?? { where: 'text', expected, actual };
  return { ...base, where: where + tag, ...values };
}

function differ(
  a: unknown,
  b: unknown,
  path: string,
): Pick<EventDifference, 'where' | 'expected' | 'actual'> | undefined {
  if (Array.isArray(a) && Array.isArray(b)) {
    for (let i = 0; i < Math.max(a.length, b.length); i++) {
      const found = differ(a[i], b[i], `${path}[${i}]`);
      if (found) return found;
    }
    return undefined;
  }
  if (isRecord(a) && isRecord(b)) {
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      const found = differ(a[key], b[key], path === '' ? key : `${path}.${key}`);
      if (found) return found;
    }
    return undefined;
  }
  return Object.is(a, b) ? undefined : { where: path, expected: text(a), actual: text(b) };
}

function parse(line: string | undefined): unknown {
  try {
    return line === undefined ? undefined : (JSON.parse(line) as unknown);
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const text = (value: unknown): string =>
  value === undefined ? 'absent' : typeof value === 'string' ? value : JSON.stringify(value);
