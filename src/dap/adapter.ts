/**
 * The Debug Adapter Protocol on a debugging session: requests become steps, stops and questions. It announces only what it
 * does, evaluates nothing but the expressions of conditions, and carries one movement out at a time.
 */
import type { DebugProtocol } from '@vscode/debugprotocol';
import { RELOAD } from '../debug/commands/branching.js';
import { numberOf } from '../debug/commands/command.js';
import { atCycle } from '../debug/goal.js';
import type { Firmware } from '../debug/machine.js';
import { STEPS } from '../debug/movement.js';
import type { Session, StopReport } from '../debug/session.js';
import type { Task, WaitingTask } from '../debug/task.js';
import { SelectionError } from '../text/selection-error.js';
import { Arguments } from './arguments.js';
import { Breakpoints, dataInfo } from './breakpoints.js';
import { CAPABILITIES } from './capabilities.js';
import { CodeView } from './code-view.js';
import { Console } from './console.js';
import { readMemory, writeMemory } from './memory.js';
import { Mover } from './mover.js';
import { stoppedBody, THREAD } from './stopped-event.js';
import { Variables } from './variables.js';

/** A session that an editor has launched. */
export interface Launched {
  readonly session: Session;
  /** Reads the firmware of the program again. @throws UserError, AssemblyError where it cannot be read. */
  readonly loadFirmware: () => Promise<Firmware>;
}

/** What the adapter needs of the world. */
export interface AdapterWorld {
  readonly send: (message: DebugProtocol.ProtocolMessage) => void;
  /** @throws SelectionError, UserError where the program cannot be debugged. */
  readonly launch: (settings: Arguments, log: (text: string) => void) => Promise<Launched>;
  /** Gives others their turn. */
  readonly breathe: () => Promise<void>;
  /** Ends the connection. */
  readonly close: () => void;
  /** Whether an error is about what was requested, and its message is for people. */
  readonly isExpected: (error: unknown) => boolean;
  /** Takes any other error. */
  readonly fail: (error: unknown) => void;
}

/** A launched program, and what shows it. */
interface Shown extends Launched {
  readonly variables: Variables;
  readonly breakpoints: Breakpoints;
  readonly code: CodeView;
  readonly console: Console;
}

/** Requests that do not wait for those before them. */
const AT_ONCE: readonly string[] = ['cancel', 'pause', 'terminate', 'disconnect'];

/** @param request its number. @returns the body of the response. */
type Handler = (args: Arguments, request: number) => unknown;

export class DebugAdapter {
  private sequence = 1;
  private program: Shown | undefined;
  private stopOnEntry = true;
  private lastStop: StopReport | undefined;
  private readonly mover: Mover;
  private readonly handlers: Readonly<Record<string, Handler>>;
  /** Ends with the response to the last request. */
  private answered = Promise.resolve();

  constructor(private readonly world: AdapterWorld) {
    this.mover = new Mover(world.breathe, (event, body) => this.event(event, body));
    this.handlers = {
      ...this.lifeCycle(),
      ...this.stopping(),
      ...this.moving(),
      ...this.showing(),
      ...this.changing(),
      ...this.memory(),
    };
  }

  /**
   * Takes a message; what is not a request is passed over. Requests are answered one after the other, but for those that end
   * others.
   * @returns when it is answered.
   */
  take(message: unknown): Promise<void> {
    const { seq, command } = (typeof message === 'object' && message !== null ? message : {}) as Record<
      string,
      unknown
    >;
    if (typeof seq !== 'number' || typeof command !== 'string') return Promise.resolve();
    const args = new Arguments(message).object('arguments');
    const answer = (): Promise<void> => this.answer(seq, command, args).catch(this.world.fail);
    if (AT_ONCE.includes(command)) return answer();
    this.answered = this.answered.then(answer);
    return this.answered;
  }

  /** Ends the connection from outside: work under way is given up. */
  async close(): Promise<void> {
    this.mover.close();
    await this.answered;
  }

  private async answer(seq: number, command: string, args: Arguments): Promise<void> {
    const base = { type: 'response', seq: 0, request_seq: seq, command };
    const handler = Object.hasOwn(this.handlers, command) ? this.handlers[command] : undefined;
    try {
      if (!handler) throw new SelectionError(`the request '${command.slice(0, 40)}' is not supported`);
      const body = (await handler(args, seq)) as object | undefined;
      this.send({ ...base, success: true, ...(body === undefined ? {} : { body }) });
      if (command === 'initialize') this.event('initialized');
    } catch (error) {
      if (!(error instanceof SelectionError) && !this.world.isExpected(error)) throw error;
      this.send({ ...base, success: false, message: (error as Error).message });
    }
  }

  private send(message: object): void {
    this.world.send({ ...message, seq: this.sequence++ } as DebugProtocol.ProtocolMessage);
  }

  private event(event: string, body?: object): void {
    this.send({ type: 'event', event, ...(body === undefined ? {} : { body }) });
  }

  /** The program. @throws SelectionError where none was launched. */
  private get launched(): Shown {
    if (!this.program) throw new SelectionError('no program was launched');
    return this.program;
  }

  /** The program at a stop. @throws SelectionError while it runs. */
  private get stoppedProgram(): Shown {
    if (this.mover.isMoving) throw new SelectionError('the program runs');
    return this.launched;
  }

  // The course of a connection

  private lifeCycle(): Record<string, Handler> {
    const launch: Handler = async (args) => {
      const launched = await this.world.launch(args, (text) => this.tell(text));
      const { session } = launched;
      this.program = {
        ...launched,
        variables: new Variables(session),
        breakpoints: new Breakpoints(session),
        code: new CodeView(session),
        console: new Console(session),
      };
      this.stopOnEntry = !args.has('stopOnEntry') || args.flag('stopOnEntry');
    };
    return {
      initialize: (args) => {
        for (const name of ['linesStartAt1', 'columnsStartAt1'])
          if (args.has(name) && !args.flag(name)) throw new SelectionError(`'${name}' must be true`);
        if (args.text('pathFormat', 'path') !== 'path')
          throw new SelectionError("'pathFormat' must be 'path'");
        this.mover.reportsProgress = args.flag('supportsProgressReporting');
        return CAPABILITIES;
      },
      launch,
      attach: launch,
      configurationDone: (_, request) => this.start(request),
      restart: async (_, request) => {
        await this.mover.stop();
        this.move(
          request,
          () => this.toStart(),
          (report, reason = this.stopOnEntry ? 'entry' : undefined) =>
            reason === undefined ? this.continue(request) : this.stopped(report, reason),
        );
      },
      terminate: () => {
        this.mover.pause();
        this.event('terminated');
      },
      disconnect: () => {
        this.mover.close();
        this.world.close();
      },
      cancel: (args) => this.mover.cancel(args.text('progressId', ''), args.number('requestId', -1)),
      threads: () => ({ threads: [{ id: THREAD, name: 'host' }] }),
    };
  }

  private start(request: number): void {
    if (this.stopOnEntry) this.stopped(atStart(this.launched.session), 'entry');
    else this.continue(request);
  }

  /** To the start of the program as it is, whatever was set. */
  private *toStart(): Task<StopReport> {
    const { session } = this.launched;
    yield* session.switchTo('main');
    yield* session.goTo(atCycle(0));
    return atStart(session);
  }

  private tell(output: string): void {
    this.event('output', { category: 'console', output: `${output}\n` });
  }

  // Stops

  /** Breakpoints of a kind that replace those before, and count at once. */
  private breakpoints(find: (b: Breakpoints, args: Arguments) => DebugProtocol.Breakpoint[]): Handler {
    return (args) => {
      const breakpoints = find(this.launched.breakpoints, args);
      this.mover.stopsChanged();
      return { breakpoints };
    };
  }

  private stopping(): Record<string, Handler> {
    return {
      setBreakpoints: this.breakpoints((b, args) =>
        b.ofSource(args.object('source').text('path'), args.list('breakpoints')),
      ),
      setFunctionBreakpoints: this.breakpoints((b, args) => b.ofFunctions(args.list('breakpoints'))),
      setInstructionBreakpoints: this.breakpoints((b, args) => b.ofInstructions(args.list('breakpoints'))),
      setDataBreakpoints: this.breakpoints((b, args) => b.ofData(args.list('breakpoints'))),
      setExceptionBreakpoints: this.breakpoints((b, args) => b.ofExceptions(args.texts('filters'))),
      dataBreakpointInfo: (args) => dataInfo(this.launched.session, this.launched.variables, args),
      breakpointLocations: (args) => ({ breakpoints: this.launched.code.breakpointLines(args) }),
      exceptionInfo: () => ({
        exceptionId: this.lastStop?.stop?.what.kind ?? 'end',
        description: this.lastStop?.text ?? '',
        breakMode: 'always',
      }),
    };
  }

  // Movement

  private moving(): Record<string, Handler> {
    const step =
      (how: 'into' | 'over' | 'out', back = false): Handler =>
      (args, request) => {
        const { session } = this.launched;
        const isInstruction = args.text('granularity', 'statement') === 'instruction' && how !== 'out';
        this.move(request, () =>
          isInstruction ? session.step('instruction', back) : session.line(how, back),
        );
      };
    return {
      continue: (_, request) => {
        this.continue(request);
        return { allThreadsContinued: true };
      },
      reverseContinue: (_, request) => {
        const { session } = this.launched;
        this.move(request, () => session.continue(true));
      },
      next: step('over'),
      stepIn: step('into'),
      stepOut: step('out'),
      stepBack: step('over', true),
      pause: () => this.mover.pause(),
      gotoTargets: (args) => ({ targets: this.launched.code.gotoTargets(args) }),
      goto: (args, request) => {
        const [pc = 0] = this.launched.session.source.locate(`*${args.number('targetId')}`);
        this.move(
          request,
          () => this.toInstruction(pc),
          (report, reason = report.reason === 'step' ? 'goto' : undefined) => this.stopped(report, reason),
        );
      },
      // Steps of the other sizes, for editors that know them.
      'sextant/step': (args, request) => {
        const { session } = this.launched;
        const size = STEPS.find((s) => s === args.text('size'));
        if (!size) throw new SelectionError(`a size is needed: ${STEPS.join(', ')}`);
        this.move(request, () => session.step(size, args.flag('back')));
      },
    };
  }

  /** To the next time that an instruction is carried out; where there is none, to the last time before. */
  private *toInstruction(pc: number): Task<StopReport> {
    const { session } = this.launched;
    const { place } = session.machine;
    const report = yield* session.until([pc]);
    if (report.reason !== 'end' || session.position.pc === pc) return report;
    yield* session.goToPlace(place);
    return yield* session.until([pc], true);
  }

  private continue(request: number): void {
    const { session } = this.launched;
    void this.mover
      .move(session, {
        request,
        begin: () => session.continue(),
        stopped: (report, reason) => this.stopped(report, reason),
        followsStops: true,
      })
      .catch(this.world.fail);
  }

  private move(
    request: number,
    begin: () => Task<StopReport>,
    stopped = (report: StopReport, reason?: string): void => this.stopped(report, reason),
  ): void {
    void this.mover.move(this.launched.session, { request, begin, stopped }).catch(this.world.fail);
  }

  private stopped(report: StopReport, reason?: string): void {
    this.lastStop = report;
    this.event('stopped', stoppedBody(report, reason));
    if (report.change) this.tell(report.text);
  }

  // What is shown

  private showing(): Record<string, Handler> {
    return {
      stackTrace: () => this.stoppedProgram.code.frames(),
      scopes: () => ({ scopes: this.stoppedProgram.variables.scopes() }),
      variables: (args) => ({
        variables: this.stoppedProgram.variables.list(
          args.number('variablesReference'),
          args.number('start', 0),
          args.number('count', 0),
        ),
      }),
      evaluate: async (args, request) => {
        const { console, session } = this.stoppedProgram;
        const text = args.text('expression');
        const question = args.text('context', '') === 'repl' ? console.question(text) : undefined;
        const result = question
          ? await this.mover.finish(session, request, () => question)
          : console.evaluate(text);
        return { result, variablesReference: 0 };
      },
      completions: (args) => ({
        targets: this.launched.console.completions(args.text('text'), args.number('column')),
      }),
      loadedSources: () => ({ sources: this.launched.code.sources() }),
      disassemble: (args) => ({ instructions: this.launched.code.disassembly(args) }),
    };
  }

  // What changes the run

  private changing(): Record<string, Handler> {
    const set = async (name: string, args: Arguments, request: number): Promise<object> => {
      const { session } = this.stoppedProgram;
      const value = numberOf(args.text('value').trim());
      await this.change(request, () => session.set(name, value));
      return { value: String(session.read(name)) };
    };
    return {
      setVariable: (args, request) => {
        const { variables } = this.stoppedProgram;
        return set(variables.nameOf(args.number('variablesReference'), args.text('name')), args, request);
      },
      setExpression: (args, request) => set(args.text('expression').trim(), args, request),
      // The program's own firmware again, after a change.
      'sextant/reload': async (_, request) => {
        const shown = this.stoppedProgram;
        const { lines } = await this.change(request, () => RELOAD.run('', shown));
        this.tell(lines.join('\n'));
      },
    };
  }

  private memory(): Record<string, Handler> {
    return {
      readMemory: (args) =>
        readMemory(
          this.stoppedProgram.session,
          args.text('memoryReference'),
          args.number('offset', 0),
          args.number('count'),
        ),
      writeMemory: async (args, request) => {
        const { session } = this.stoppedProgram;
        const offset = args.number('offset', 0);
        const name = args.text('memoryReference');
        const data = args.text('data');
        const bytesWritten = await this.change(request, () => writeMemory(session, name, offset, data));
        this.event('memory', { memoryReference: name, offset, count: bytesWritten });
        return { bytesWritten };
      },
    };
  }

  /** Changes the run; what is shown is not valid any more. */
  private async change<T>(request: number, begin: () => WaitingTask<T>): Promise<T> {
    const result = await this.mover.finish(this.launched.session, request, begin);
    this.event('invalidated', { areas: ['variables', 'stacks'] });
    return result;
  }
}

const atStart = (session: Session): StopReport => session.report('start', 'the start of the program');
