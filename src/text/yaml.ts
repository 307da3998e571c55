/** YAML as plain data, with the line of every value. */
import {
  constructFromEvents,
  EVENT_ID,
  getScalarValue,
  parseEvents,
  YAMLException,
  type Event,
} from 'js-yaml';
import type { Path } from './members.js';

/** A document: its data, and the line, from 1, of a member's key or of the beginning of an item. */
export interface Located {
  readonly data: unknown;
  /** Line of what is at a path; if nothing is there, of the nearest thing above it. */
  readonly lineOf: (path: Path) => number;
}

/** Text that is not valid YAML; line and column from 1. */
export class YamlError extends Error {
  override name = 'YamlError';
  constructor(
    message: string,
    readonly line: number,
    readonly column: number,
  ) {
    super(message);
  }
}

/** More references than any table needs; without a limit a small file can grow to gigabytes. */
const MAX_ALIASES = 100;

/**
 * Reads one document.
 * @throws YamlError
 */
export function readYaml(text: string): Located {
  try {
    const events = parseEvents(text, {});
    const documents = constructFromEvents(events, { source: text, maxAliases: MAX_ALIASES });
    if (documents.length > 1) throw new YamlError('more than one document', 1, 1);
    return { data: documents[0], lineOf: (path) => lineAt(text, offsetOf(text, events, path)) };
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    throw new YamlError(error.reason, (error.mark?.line ?? 0) + 1, (error.mark?.column ?? 0) + 1);
  }
}

const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;

function offsetOf(text: string, events: readonly Event[], path: Path): number {
  // The first event opens the document, the second is its root.
  let node = 1;
  let offset = startOf(events[node]);
  for (const key of path) {
    const parent = events[node];
    if (parent?.type !== EVENT_ID.MAPPING && parent?.type !== EVENT_ID.SEQUENCE) break;
    const isMapping = parent.type === EVENT_ID.MAPPING;
    let child = node + 1;
    for (let index = 0; !isEnd(events[child]); index++) {
      if (isMapping ? keyOf(text, events[child]) === key : index === key) break;
      child = after(events, isMapping ? after(events, child) : child);
    }
    if (isEnd(events[child])) break;
    offset = startOf(events[child]);
    node = isMapping ? after(events, child) : child;
  }
  return offset;
}

const isEnd = (event: Event | undefined): boolean => event === undefined || event.type === EVENT_ID.POP;

const keyOf = (text: string, event: Event | undefined): string | undefined =>
  event?.type === EVENT_ID.SCALAR ? getScalarValue(text, event) : undefined;

function startOf(event: Event | undefined): number {
  switch (event?.type) {
    case EVENT_ID.MAPPING:
    case EVENT_ID.SEQUENCE:
      return event.start;
    case EVENT_ID.SCALAR:
      return event.valueStart;
    case EVENT_ID.ALIAS:
      return event.anchorStart;
    default:
      return 0;
  }
}

/** Index of the event that follows a whole node. */
function after(events: readonly Event[], node: number): number {
  let depth = 0;
  do {
    const type = events[node++]?.type;
    if (type === EVENT_ID.MAPPING || type === EVENT_ID.SEQUENCE) depth++;
    if (type === EVENT_ID.POP) depth--;
  } while (depth > 0);
  return node;
}
