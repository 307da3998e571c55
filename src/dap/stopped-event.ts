/** The event that tells an editor where and why the run stands. */
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { StopReport } from '../debug/session.js';

/** The only thread: the host. */
export const THREAD = 1;

/** @param reason in place of the report's. */
export const stoppedBody = (
  report: StopReport,
  reason = reasonOf(report),
): DebugProtocol.StoppedEvent['body'] => ({
  reason,
  threadId: THREAD,
  allThreadsStopped: true,
  ...(report.text === '' ? {} : { description: report.text, text: report.text }),
  ...(report.stop ? { hitBreakpointIds: [report.stop.id] } : {}),
});

function reasonOf({ reason, stop }: StopReport): string {
  if (reason === 'goto') return 'goto';
  if (reason === 'step') return 'step';
  const kind = stop?.what.kind;
  if (kind === undefined) return reason === 'end' ? 'end of the program' : 'entry';
  if (kind === 'watch') return 'data breakpoint';
  return kind === 'trap' || kind === 'warning' || kind === 'mark' ? 'exception' : 'breakpoint';
}
