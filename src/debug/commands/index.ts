/** All commands, by name; and how a line becomes one. */
import { closest } from '../../text/closest.js';
import { quote } from '../../text/quote.js';
import { SelectionError } from '../../text/selection-error.js';
import type { WaitingTask } from '../task.js';
import { ASKING } from './asking.js';
import { says, type Command, type CommandWorld, type Result } from './command.js';
import { MOVEMENT } from './movement.js';
import { STOPPING } from './stopping.js';

const HELP: Command = {
  name: 'help',
  short: ['h'],
  usage: '[COMMAND]',
  help: 'what commands there are, or one of them',
  *run(words) {
    yield;
    if (words === '') return says(...COMMANDS.map(line));
    const command = commandNamed(words);
    return says(line(command), ...(command.short ? [`short: ${command.short.join(', ')}`] : []));
  },
};

export const COMMANDS: readonly Command[] = [...MOVEMENT, ...STOPPING, ...ASKING, HELP];

const line = ({ name, usage, help }: Command): string => `${`${name} ${usage}`.trim().padEnd(44)} ${help}`;

const NAMES = new Map(
  COMMANDS.flatMap((c) => [c.name, ...(c.short ?? [])].map((name) => [name, c] as const)),
);

/** @throws SelectionError where there is none. */
export function commandNamed(name: string): Command {
  const command = NAMES.get(name);
  if (!command) {
    // Nearly every name of one letter is near to any other.
    const near = name.length < 2 ? '' : closest(name, [...NAMES.keys()]);
    throw new SelectionError(`${quote(name)} is not a command${near}; 'help' lists them`);
  }
  return command;
}

/** A line as a command with its operands; undefined for a blank line and a comment (`#`). */
export function parseLine(text: string): { command: Command; words: string } | undefined {
  const [, name, words = ''] = /^\s*([^\s#]+)\s*(.*?)\s*$/.exec(text) ?? [];
  if (name === undefined) return undefined;
  const command = commandNamed(name);
  if (command.usage === '' && words !== '' && !words.startsWith('#'))
    throw new SelectionError(`'${command.name}' stands alone: nothing may follow, as ${quote(words)} does`);
  if (/^[^[]/.test(command.usage) && words === '')
    throw new SelectionError(`'${command.name}' needs ${command.usage}; 'help ${command.name}' says more`);
  return { command, words };
}

/** Carries a line out. @throws SelectionError for one that means nothing. */
export function* runLine(text: string, world: CommandWorld): WaitingTask<Result> {
  const parsed = parseLine(text);
  return parsed ? yield* parsed.command.run(parsed.words, world) : says();
}
