/** The code blocks of a page in Markdown, and how each is run: by its language, and by a comment before it. */

export interface Block {
  /** Line of the opening fence, from 1. */
  readonly line: number;
  readonly language: string;
  readonly text: string;
  /** From `<!-- file: NAME -->`: the block is the contents of this file. */
  readonly file?: string;
  /** From `<!-- exit: CODE -->`: the exit code of its commands; default 0. */
  readonly exit: number;
  /** From `<!-- not run: REASON -->`. */
  readonly notRun?: string;
}

const FENCE = /^( *)```(\w*)$/;
const COMMENT = /^ *<!-- (file|exit|not run): (.+) -->$/;

/**
 * Finds the blocks of a page.
 * @throws Error for a block without a language or end, and for code that is indented instead of fenced.
 */
export function blocksOf(page: string): Block[] {
  const lines = page.split('\n');
  const blocks: Block[] = [];
  for (let i = 0; i < lines.length; i++) {
    const opening = FENCE.exec(lines[i]!);
    if (!opening) {
      if (/^ {4,}\S/.test(lines[i]!) && lines[i - 1] === '')
        throw new Error(`line ${i + 1}: indented code, which needs a fence and a language`);
      continue;
    }
    const [, indent = '', language = ''] = opening;
    if (language === '') throw new Error(`line ${i + 1}: a code block needs a language`);
    const end = lines.findIndex((text, n) => n > i && text.trim() === '```');
    if (end < 0) throw new Error(`line ${i + 1}: a code block that does not end`);
    const text = lines.slice(i + 1, end).map((line) => line.slice(indent.length));
    blocks.push({ line: i + 1, language, text: text.join('\n'), ...settingsBefore(lines, i) });
    i = end;
  }
  return blocks;
}

/** What the comments directly before a block say. */
function settingsBefore(lines: readonly string[], opening: number): Pick<Block, 'file' | 'exit' | 'notRun'> {
  const settings = new Map<string, string>();
  for (let i = opening - 1; i >= 0; i--) {
    const line = lines[i]!;
    const comment = COMMENT.exec(line);
    if (comment) settings.set(comment[1]!, comment[2]!);
    else if (line.trim() !== '') break;
  }
  const [file, notRun] = [settings.get('file'), settings.get('not run')];
  return {
    exit: Number(settings.get('exit') ?? 0),
    ...(file === undefined ? {} : { file }),
    ...(notRun === undefined ? {} : { notRun }),
  };
}

/** The commands of a block in `sh`: a line each, or several joined by a backslash; comments are left out. */
export const commandsOf = (text: string): string[] =>
  text
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));

/** The commands of a block in `console`, and what each prints. */
export function dialogueOf(text: string): { command: string; output: string[] }[] {
  const dialogue: { command: string; output: string[] }[] = [];
  for (const line of text.split('\n'))
    if (line.startsWith('$ ')) dialogue.push({ command: line.slice(2), output: [] });
    else if (dialogue.length === 0) throw new Error("a block of a console begins with '$ '");
    else dialogue.at(-1)!.output.push(line);
  return dialogue;
}

/** Whether a command printed what a page shows; `...` at the end of a line, or alone, stands for any text. */
export function matches(shown: readonly string[], printed: string): boolean {
  const pattern = shown
    .map((line) => line.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .map((line) => (line.trim() === '\\.\\.\\.' ? '[^]*' : line.replace(/\\\.\\\.\\\.$/, '.*')))
    .join('\n');
  return new RegExp(`^${pattern}\n?$`).test(printed);
}
