/**
 * The Debug Adapter Protocol on a debugging session: requests become steps, stops and questions. It announces only what it
 * does, evaluates nothing but the expressions of conditions, and carries one movement out at a time.
 */
import type { DebugProtocol } from '@vscode/debugprotocol';
import { atCycle } from '../debug/goal.js';
import { STEPS, type StepSize } from '../debug/movement.js';
import { namedValue, HOST_VALUES } from '../debug/values.js';
import type { Session, StopReport } from '../debug/session.js';
import type { Task } from '../debug/task.js';
import { registersOf } from '../isa/registers.js';
import { parseCondition } from '../signals/expression.js';
import { STORED_ARRAYS } from '../signals/stored-value.js';
import { SelectionError } from '../text/selection-error.js';
import { Arguments } from './arguments.js';
import { Breakpoints, bytesId, instructionOf } from './breakpoints.js';
import { CAPABILITIES } from './capabilities.js';
import { readMemory, writeMemory } from './memory.js';
import { Mover } from './mover.js';
import { Variables } from './variables.js';

/** A session that an editor has launched. */
export interface Launched {
  readonly session: Session;
  /** Full path of a source file, if it exists. */
  readonly pathOf: (file: string) => string | undefined;
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
}

const THREAD = 1;

type Handler = (args: Arguments) => unknown;

export class DebugAdapter {
  private sequence = 1;
  private launched: Launched | undefined;
  private variables: Variables | undefined;
  private breakpoints: Breakpoints | undefined;
  private stopOnEntry = true;
  private lastStop: StopReport | undefined;
  private readonly mover: Mover;
  private readonly handlers: Readonly<Record<string, Handler>>;

  constructor(private readonly world: AdapterWorld) {
    this.mover = new Mover(world.breathe, (event, body) => this.event(event, body));
    this.handlers = {
      ...this.lifeCycle(),
      ...this.stopping(),
      ...this.moving(),
      ...this.showing(),
      ...this.memory(),
    };
  }

  /** Takes a message; what is not a request is passed over. */
  async take(message: unknown): Promise<void> {
    const { seq, command } = (typeof message === 'object' && message !== null ? message : {}) as Record<
      string,
      unknown
    >;
    if (typeof seq !== 'number' || typeof command !== 'string') return;
    const base = { type: 'response', seq: 0, request_seq: seq, command };
    const handler = Object.hasOwn(this.handlers, base.command) ? this.handlers[base.command] : undefined;
    try {
      if (!handler) throw new SelectionError(`the request '${base.command.slice(0, 40)}' is not supported`);
      const body = (await handler(new Arguments(message).object('arguments'))) as object | undefined;
      this.send({ ...base, success: true, ...(body === undefined ? {} : { body }) });
      if (base.command === 'initialize') this.event('initialized');
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

  private get session(): Session {
    if (!this.launched) throw new SelectionError('no program was launched');
    return this.launched.session;
  }

  private get shown(): Variables {
    if (!this.variables) throw new SelectionError('no program was launched');
    if (this.mover.isMoving) throw new SelectionError('the program runs');
    return this.variables;
  }

  // The course of a connection

  private lifeCycle(): Record<string, Handler> {
    const launch: Handler = async (args) => {
      this.launched = await this.world.launch(args, (output) =>
        this.event('output', { category: 'console', output: `${output}\n` }),
      );
      this.variables = new Variables(this.session);
      this.breakpoints = new Breakpoints(this.session);
      this.stopOnEntry = !args.has('stopOnEntry') || args.flag('stopOnEntry');
    };
    return {
      initialize: (args) => {
        this.mover.reportsProgress = args.flag('supportsProgressReporting');
        return CAPABILITIES;
      },
      launch,
      attach: launch,
      configurationDone: () => {
        if (this.stopOnEntry) this.stopped(this.session.report('start', 'the start of the program'), 'entry');
        else this.move(() => this.session.continue());
      },
      restart: () => this.move(() => this.session.goTo(atCycle(0))),
      terminate: () => {
        this.mover.pause();
        this.event('terminated');
      },
      disconnect: () => {
        this.mover.pause();
        this.world.close();
      },
      cancel: () => this.mover.pause(),
      threads: () => ({ threads: [{ id: THREAD, name: 'host' }] }),
    };
  }

  // Stops

  private get breaks(): Breakpoints {
    if (!this.breakpoints) throw new SelectionError('no program was launched');
    return this.breakpoints;
  }

  private stopping(): Record<string, Handler> {
    return {
      setBreakpoints: (args) => ({
        breakpoints: this.breaks.ofSource(args.object('source').text('path'), args.list('breakpoints')),
      }),
      setFunctionBreakpoints: (args) => ({ breakpoints: this.breaks.ofFunctions(args.list('breakpoints')) }),
      setInstructionBreakpoints: (args) => ({
        breakpoints: this.breaks.ofInstructions(args.list('breakpoints')),
      }),
      setDataBreakpoints: (args) => ({ breakpoints: this.breaks.ofData(args.list('breakpoints')) }),
      setExceptionBreakpoints: (args) => ({ breakpoints: this.breaks.ofExceptions(args.texts('filters')) }),
      dataBreakpointInfo: (args) => this.dataInfo(args),
      breakpointLocations: (args) => {
        const { line } = this.session.source.instructionsAt(
          args.object('source').text('path'),
          args.number('line'),
        );
        const last = args.number('endLine', args.number('line'));
        return { breakpoints: line <= last ? [{ line }] : [] };
      },
      exceptionInfo: () => ({
        exceptionId: this.lastStop?.stop?.what.kind ?? 'end',
        description: this.lastStop?.text ?? '',
        breakMode: 'always',
      }),
    };
  }

  private dataInfo(args: Arguments): DebugProtocol.DataBreakpointInfoResponse['body'] {
    const name = args.text('name');
    if (args.flag('asAddress')) {
      const dataId = bytesId(name, args.number('bytes', 1));
      return { dataId, description: dataId, accessTypes: ['write'], canPersist: true };
    }
    const expression = args.has('variablesReference')
      ? this.shown.nameOf(args.number('variablesReference'), name)
      : name;
    try {
      namedValue(this.session.machine, expression, this.session.more);
    } catch (error) {
      if (!(error instanceof SelectionError)) throw error;
      return { dataId: null, description: error.message };
    }
    return {
      dataId: expression,
      description: `${expression} changes`,
      accessTypes: ['write'],
      canPersist: true,
    };
  }

  // Movement

  private moving(): Record<string, Handler> {
    const step =
      (how: 'into' | 'over' | 'out', back = false): Handler =>
      (args) => {
        const isInstruction = args.text('granularity', 'statement') === 'instruction' && how !== 'out';
        this.move(() =>
          isInstruction ? this.session.step('instruction', back) : this.session.line(how, back),
        );
      };
    return {
      continue: () => {
        this.move(() => this.session.continue());
        return { allThreadsContinued: true };
      },
      reverseContinue: () => this.move(() => this.session.continue(true)),
      next: step('over'),
      stepIn: step('into'),
      stepOut: step('out'),
      stepBack: step('over', true),
      pause: () => this.mover.pause(),
      gotoTargets: (args) => {
        const { line, instructions } = this.session.source.instructionsAt(
          args.object('source').text('path'),
          args.number('line'),
        );
        return { targets: instructions.map((pc) => ({ id: pc, label: `instruction ${pc}`, line })) };
      },
      goto: (args) => {
        const [pc = 0] = this.session.source.locate(`*${args.number('targetId')}`);
        this.move(() => this.session.until([pc]), 'goto');
      },
      // Steps of the other sizes, for editors that know them.
      'sextant/step': (args) => {
        const size = STEPS.find((s) => s === args.text('size'));
        if (!size) throw new SelectionError(`a size is needed: ${STEPS.join(', ')}`);
        this.step(size, args.flag('back'));
      },
    };
  }

  private step(size: StepSize, back: boolean): void {
    this.move(() => this.session.step(size, back));
  }

  private move(begin: () => Task<StopReport>, reason?: string): void {
    const { session } = this;
    this.mover.move(session, begin, (report) => this.stopped(report, reason));
  }

  private stopped(report: StopReport, reason = reasonOf(report)): void {
    this.lastStop = report;
    this.event('stopped', {
      reason,
      threadId: THREAD,
      allThreadsStopped: true,
      ...(report.text === '' ? {} : { description: report.text, text: report.text }),
      ...(report.stop ? { hitBreakpointIds: [report.stop.id] } : {}),
    });
    if (report.change) this.event('output', { category: 'console', output: `${report.text}\n` });
  }

  // What is shown

  private showing(): Record<string, Handler> {
    return {
      stackTrace: () => this.frames(),
      scopes: () => ({ scopes: this.shown.scopes() }),
      variables: (args) => ({
        variables: this.shown.list(
          args.number('variablesReference'),
          args.number('start', 0),
          args.number('count', 0),
        ),
      }),
      setVariable: async (args) => {
        const name = this.shown.nameOf(args.number('variablesReference'), args.text('name'));
        await this.change(() => this.session.set(name, numberFrom(args.text('value'))));
        return { value: String(this.session.read(name)) };
      },
      evaluate: (args) => ({ result: this.evaluate(args.text('expression')), variablesReference: 0 }),
      completions: (args) => ({ targets: this.completions(args.text('text'), args.number('column')) }),
      loadedSources: () => ({ sources: this.session.source.files.map((file) => this.sourceOf(file)) }),
      disassemble: (args) => ({ instructions: this.disassembly(args) }),
    };
  }

  private sourceOf(file: string): DebugProtocol.Source {
    const path = this.launched?.pathOf(file);
    return { name: file.replace(/.*[/\\]/, ''), ...(path === undefined ? {} : { path }) };
  }

  private frames(): DebugProtocol.StackTraceResponse['body'] {
    const { source, machine } = this.session;
    if (this.mover.isMoving) throw new SelectionError('the program runs');
    const stackFrames = source.frames(machine).map((pc, id) => {
      const at = source.at(pc);
      return {
        id,
        name: source.labelOf(pc) ?? `instruction ${pc}`,
        line: at?.line ?? 0,
        column: at ? 1 : 0,
        ...(at ? { source: this.sourceOf(at.file) } : {}),
        instructionPointerReference: referenceTo(pc),
      };
    });
    return { stackFrames, totalFrames: stackFrames.length };
  }

  /** The value of an expression, or whether a condition holds. */
  private evaluate(text: string): string {
    const { session } = this;
    if (this.mover.isMoving) throw new SelectionError('the program runs');
    if (!/[=<>!&|]/.test(text)) return String(session.read(text.trim()));
    const { state } = session.machine.chip;
    return String(parseCondition(text, state.design, session.more)(state));
  }

  private completions(text: string, column: number): DebugProtocol.CompletionItem[] {
    const word = /[\w.]*$/.exec(text.slice(0, Math.max(0, column - 1)))?.[0] ?? '';
    const { design } = this.session.machine.chip.state;
    const names = [...registersOf(design).map(({ name }) => name), ...STORED_ARRAYS, ...HOST_VALUES];
    return names
      .filter((name) => name.startsWith(word))
      .map((label) => ({ label, length: word.length, start: column - 1 - word.length }));
  }

  private disassembly(args: Arguments): DebugProtocol.DisassembledInstruction[] {
    const { source } = this.session;
    const first = instructionOf(args.text('memoryReference')) + args.number('instructionOffset', 0);
    const count = Math.min(10_000, Math.max(0, args.number('instructionCount')));
    return Array.from({ length: count }, (_, i) => {
      const pc = first + i;
      if (pc < 0 || pc >= source.length)
        return { address: referenceTo(pc), instruction: '', presentationHint: 'invalid' as const };
      const at = source.at(pc);
      return {
        address: referenceTo(pc),
        instruction: source.textOf(pc),
        ...(at ? { location: this.sourceOf(at.file), line: at.line } : {}),
      };
    });
  }

  // Memories

  private memory(): Record<string, Handler> {
    return {
      readMemory: (args) => {
        if (this.mover.isMoving) throw new SelectionError('the program runs');
        return readMemory(
          this.session,
          args.text('memoryReference'),
          args.number('offset', 0),
          args.number('count'),
        );
      },
      writeMemory: async (args) => {
        const offset = args.number('offset', 0);
        const name = args.text('memoryReference');
        const bytesWritten = await this.change(() =>
          writeMemory(this.session, name, offset, args.text('data')),
        );
        this.event('memory', { memoryReference: name, offset, count: bytesWritten });
        return { bytesWritten };
      },
    };
  }

  /** Changes the run; what is shown is not valid any more. */
  private async change<T>(begin: () => Task<T>): Promise<T> {
    const result = await this.mover.finish(begin);
    this.event('invalidated', { areas: ['variables', 'stacks'] });
    return result;
  }
}

const referenceTo = (pc: number): string => (pc < 0 ? `-0x${(-pc).toString(16)}` : `0x${pc.toString(16)}`);

function numberFrom(text: string): number {
  const value = /^\s*(-?\d{1,12}|0x[\da-f]{1,8})\s*$/i.test(text) ? Number(text) : NaN;
  if (Number.isNaN(value)) throw new SelectionError('a number is needed');
  return value;
}

function reasonOf({ reason, stop }: StopReport): string {
  if (reason === 'goto') return 'goto';
  if (reason === 'step') return 'step';
  const kind = stop?.what.kind;
  if (kind === undefined) return reason === 'end' ? 'end of the program' : 'entry';
  if (kind === 'watch') return 'data breakpoint';
  return kind === 'trap' || kind === 'warning' || kind === 'mark' ? 'exception' : 'breakpoint';
}
