/** The program as an editor shows it: calls under way, sources, lines for breakpoints, instructions. */
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Session } from '../debug/session.js';
import type { Arguments } from './arguments.js';
import { instructionOf } from './breakpoints.js';

/** Instructions of one answer at most. */
const MOST_INSTRUCTIONS = 10_000;

export class CodeView {
  constructor(private readonly session: Session) {}

  /** The sources of the program. */
  sources(): DebugProtocol.Source[] {
    return this.session.source.files.map((file) => this.sourceOf(file));
  }

  /** The calls under way, the innermost first. */
  frames(): DebugProtocol.StackTraceResponse['body'] {
    const { source, machine } = this.session;
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

  /** Lines of a part of a file at which a breakpoint can be set. */
  breakpointLines(args: Arguments): DebugProtocol.BreakpointLocation[] {
    const { source } = this.session;
    const path = args.object('source').text('path');
    const last = args.number('endLine', args.number('line'));
    const locations: DebugProtocol.BreakpointLocation[] = [];
    let { line } = source.instructionsAt(path, args.number('line'));
    for (; line <= last; { line } = source.instructionsAt(path, line + 1)) locations.push({ line });
    return locations;
  }

  /** The instructions of a line, as places to go to. */
  gotoTargets(args: Arguments): DebugProtocol.GotoTarget[] {
    const { line, instructions } = this.session.source.instructionsAt(
      args.object('source').text('path'),
      args.number('line'),
    );
    return instructions.map((pc) => ({ id: pc, label: `instruction ${pc}`, line }));
  }

  /** Instructions around a reference; those outside the program are marked as such. */
  disassembly(args: Arguments): DebugProtocol.DisassembledInstruction[] {
    const { source } = this.session;
    const first = instructionOf(args.text('memoryReference')) + args.number('instructionOffset', 0);
    const count = Math.min(MOST_INSTRUCTIONS, Math.max(0, args.number('instructionCount')));
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

  private sourceOf(file: string): DebugProtocol.Source {
    const path = this.session.program.sources?.pathOf(file);
    return { name: file.replace(/.*[/\\]/, ''), ...(path === undefined ? {} : { path }) };
  }
}

const referenceTo = (pc: number): string => (pc < 0 ? `-0x${(-pc).toString(16)}` : `0x${pc.toString(16)}`);
