/** The debugger in a terminal: a line is a command, an empty line repeats a step. */
import { createInterface, type Interface } from 'node:readline';
import { completionsOf } from '../../debug/commands/completion.js';
import { parseLine } from '../../debug/commands/index.js';
import { refusalOf, type CommandWorld, type Result } from '../../debug/commands/command.js';
import { dashboard, stopLines } from '../../debug/commands/panels.js';
import { formatPlace } from '../../debug/place.js';
import type { WaitingTask } from '../../debug/task.js';
import { AssemblyError } from '../../asm/diagnostics.js';
import { UserError } from '../../text/errors.js';
import { SelectionError } from '../../text/selection-error.js';
import { formatCount } from '../progress.js';
import { drive } from './driver.js';

/** Time after which long work says that it goes on, in milliseconds. */
const PATIENCE = 500;

/** Runs the terminal until `quit` or the end of its input. */
export async function runTerminal(world: CommandWorld): Promise<void> {
  const terminal = new Terminal(world);
  await terminal.run();
}

class Terminal {
  private readonly input: Interface;
  private repeated = '';
  private interrupted = false;
  private busy = false;
  private ended = false;
  /** A line about long work is on the screen. */
  private clears = false;

  constructor(private readonly world: CommandWorld) {
    this.input = createInterface({
      input: process.stdin,
      output: process.stdout,
      prompt: '(sextant) ',
      historySize: 1000,
      removeHistoryDuplicates: true,
      completer: (line: string) => completionsOf(line, world.session),
    });
    this.input.on('SIGINT', () => {
      this.interrupted = true;
      if (!this.busy) this.print("'quit' ends the session");
    });
  }

  async run(): Promise<void> {
    const { session } = this.world;
    this.print(
      ...stopLines(session, session.report('start', `${session.program.name}: 'help' lists the commands`)),
    );
    this.showPanels();
    this.input.prompt();
    await new Promise<void>((done, fail) => {
      let work = Promise.resolve();
      this.input.on('line', (line) => {
        // A key that is held down must not queue steps.
        if (this.busy && process.stdin.isTTY && line.trim() === '') return;
        work = work.then(() => this.take(line));
        work.catch(fail);
      });
      this.input.on('close', () => void work.then(done, fail));
    }).finally(() => this.input.close());
  }

  private async take(line: string): Promise<void> {
    if (this.ended) return;
    this.ended = /^\s*(quit|q|exit)\s*$/.test(line);
    if (this.ended) this.input.close();
    else {
      await this.carryOut(line);
      this.input.prompt();
    }
  }

  private print(...lines: readonly string[]): void {
    for (const line of lines) process.stdout.write(`${line}\n`);
  }

  private showPanels(): void {
    this.print(...dashboard(this.world.session));
  }

  private async carryOut(line: string): Promise<void> {
    try {
      const parsed = parseLine(line.trim() === '' ? this.repeated : line);
      if (!parsed) return;
      if (line.trim() !== '') this.repeated = parsed.command.repeats === true ? line : '';
      this.show(await this.work(parsed.command.run(parsed.words, this.world)));
    } catch (error) {
      if (error instanceof AssemblyError) this.print(error.message);
      else if (error instanceof SelectionError || error instanceof UserError) this.print(refusalOf(error));
      else throw error;
    }
  }

  private show(result: Result | undefined): void {
    const { session } = this.world;
    if (!result) {
      this.print(`paused: ${formatPlace(session.position)}`);
      return;
    }
    this.print(...result.lines);
    if (result.failed !== undefined) this.print(result.failed);
    if (result.stop) this.showPanels();
  }

  /** @returns undefined where the work was interrupted. */
  private async work(task: WaitingTask<Result>): Promise<Result | undefined> {
    const { session } = this.world;
    const start = performance.now();
    this.clears = false;
    this.interrupted = false;
    this.busy = true;
    const result = await drive(session, task, {
      stopped: () => this.interrupted,
      onTurn: () => {
        if (!process.stdout.isTTY || performance.now() - start < PATIENCE) return;
        this.clears = true;
        process.stdout.write(`\r\u001b[Kcycle ${formatCount(session.machine.chip.cycle)}, Ctrl-C pauses`);
      },
    });
    this.busy = false;
    this.clearLine();
    return result;
  }

  /** Takes the line about long work off the screen. */
  private clearLine(): void {
    if (this.clears) process.stdout.write('\r\u001b[K');
  }
}
