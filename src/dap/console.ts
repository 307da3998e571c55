/**
 * What the user of an editor can write: expressions in watches, hovers and the console; in the console also the questions of
 * the terminal. Nothing else is evaluated, and nothing of it moves the run or writes a file.
 */
import type { DebugProtocol } from '@vscode/debugprotocol';
import { QUESTIONS } from '../debug/commands/questions.js';
import type { Session } from '../debug/session.js';
import type { Task } from '../debug/task.js';
import { HOST_VALUES } from '../debug/values.js';
import { registersOf } from '../isa/registers.js';
import { parseCondition } from '../signals/expression.js';
import { STORED_ARRAYS } from '../signals/stored-value.js';

export class Console {
  constructor(readonly session: Session) {}

  /** The value of an expression, or whether a condition holds. @throws SelectionError where it is neither. */
  evaluate(text: string): string {
    const { session } = this;
    if (!/[=<>!&|]/.test(text)) return String(session.read(text.trim()));
    const { state } = session.machine.chip;
    return String(parseCondition(text, state.design, session.more)(state));
  }

  /** A question such as `last wrec[17][5]` or `why spike(17)`; undefined where the text is not one. */
  question(text: string): Task<string> | undefined {
    const [, name, words = ''] = /^\s*(\w+)\s+(.*?)\s*$/.exec(text) ?? [];
    const question = QUESTIONS.find((q) => q.name === name);
    return question && linesOf(question.run(words, this));
  }

  /** Values and questions whose names begin with what stands before a column (from 1). */
  completions(text: string, column: number): DebugProtocol.CompletionItem[] {
    const before = text.slice(0, Math.max(0, column - 1));
    const word = /[\w.]*$/.exec(before)?.[0] ?? '';
    const { design } = this.session.machine.chip.state;
    const names = [
      ...(before.trim() === word ? QUESTIONS.map(({ name }) => name) : []),
      ...registersOf(design).map(({ name }) => name),
      ...STORED_ARRAYS,
      ...HOST_VALUES,
    ];
    return names
      .filter((name) => name.startsWith(word))
      .map((label) => ({ label, length: word.length, start: column - 1 - word.length }));
  }
}

function* linesOf(answer: ReturnType<(typeof QUESTIONS)[number]['run']>): Task<string> {
  const { lines } = yield* answer;
  return lines.join('\n');
}
