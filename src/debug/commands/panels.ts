/** What is shown at a stop: source, registers, controllers, membranes, spikes, and matrices of weights as characters. */
import { membraneOf } from '../../chip/weights.js';
import type { ChipState } from '../../chip/state.js';
import { EVT_NAMES, STATE_NAMES } from '../../chip/states.js';
import { rowLength } from '../../chip/sram.js';
import { SelectionError } from '../../text/selection-error.js';
import { FirmwareHost } from '../firmware-host.js';
import { formatPlace } from '../place.js';
import type { Session, StopReport } from '../session.js';

/** Lines around the present one that are shown. */
const CONTEXT = 3;

/** The lines that say where the run stands and why. */
export function stopLines(session: Session, { text, position, stop }: StopReport): string[] {
  const { source } = session;
  const at = source.at(position.pc);
  const where = [
    ...(at ? [`${at.file}:${at.line}`] : []),
    ...(source.labelOf(position.pc) === undefined ? [] : [`<${source.labelOf(position.pc)!}>`]),
  ].join(' ');
  return [
    ...(text === '' ? [] : [stop ? `stop ${stop.id}: ${text}` : text]),
    `${formatPlace(position)}${where === '' ? '' : ` · ${where}`}`,
  ];
}

/** The source around the present instruction. */
export function sourcePanel(session: Session, context = CONTEXT): string[] {
  const { pc } = session.position;
  const at = session.source.at(pc);
  const text = at && session.program.sources?.linesOf(at.file);
  if (!at || !text) return instructionPanel(session, context);
  const first = Math.max(1, at.line - context);
  return text
    .slice(first - 1, at.line + context)
    .map((line, i) => `${first + i === at.line ? '>' : ' '} ${String(first + i).padStart(5)}  ${line}`);
}

/** Instructions around the present one. */
export function instructionPanel({ source, position: { pc } }: Session, context = CONTEXT): string[] {
  const lines: string[] = [];
  for (let at = Math.max(0, pc - context); at <= Math.min(source.length - 1, pc + context); at++)
    lines.push(`${at === pc ? '>' : ' '} ${String(at).padStart(5)}  ${source.textOf(at)}`);
  return lines;
}

/** Registers of the host. */
export function registerPanel({ machine: { host } }: Session): string[] {
  if (!(host instanceof FirmwareHost)) return [];
  const { registers } = host.sequencer;
  const cell = (i: number): string => `r${i}`.padStart(4) + String(registers[i]).padStart(12);
  return [0, 4, 8, 12].map((first) => [0, 1, 2, 3].map((i) => cell(first + i)).join(''));
}

/** The two controllers. */
export function controllerPanel({ machine }: Session): string[] {
  const { ctl } = machine.chip.state;
  return [
    `global ${STATE_NAMES[ctl.state]!}, step ${ctl.step}; events ${EVT_NAMES[ctl.evt]!}, pre ${ctl.pre}, upd ${ctl.upd}`,
  ];
}

/** Characters by height, the lowest first. */
const HEIGHTS = ' .:-=+*#%@';

/** Values as characters, by their share of the largest magnitude. */
function heat(values: readonly number[], most: number): string {
  return values
    .map((v) => HEIGHTS[most === 0 ? 0 : Math.min(9, Math.ceil((9 * Math.abs(v)) / most))]!)
    .join('');
}

/** Membranes of the neurons in use, and which of them have a spike that waits. */
export function neuronPanel(state: ChipState): string[] {
  const { z, config, vOut } = state;
  const count = config.NUM_REC + 1;
  const membranes = Array.from({ length: count }, (_, neuron) => membraneOf(state, neuron));
  const most = Math.max(1, ...membranes.map(Math.abs));
  const spikes = Array.from(z.subarray(0, count), (flag, i) => (flag === 0 ? -1 : i)).filter((i) => i >= 0);
  return [
    `membranes |${heat(membranes, most)}| @ = ${most}`,
    `spikes    ${spikes.length === 0 ? 'none waiting' : spikes.join(' ')}`,
    `outputs   ${Array.from(vOut.subarray(0, config.NUM_OUT + 1)).join(' ')}`,
  ];
}

/** All panels. */
export function dashboard(session: Session): string[] {
  const energy = session.energyText();
  return [
    ...sourcePanel(session),
    ...registerPanel(session),
    ...controllerPanel(session),
    ...neuronPanel(session.machine.chip.state),
    ...(energy === undefined ? [] : [energy]),
  ];
}

const MATRICES = ['winp', 'wrec', 'wout'] as const;
type MatrixName = (typeof MATRICES)[number];

/** A copy of a weight matrix: rows by pre, in the sizes in use. @throws SelectionError for another name. */
export function matrixOf({ machine }: Session, name: string): number[][] {
  if (!(MATRICES as readonly string[]).includes(name))
    throw new SelectionError(`'${name}' is not a matrix of weights: give winp, wrec or wout`);
  const { [name as MatrixName]: bank, config: c } = machine.chip.state;
  const rows = (name === 'winp' ? c.NUM_INP : c.NUM_REC) + 1;
  const columns = (name === 'wout' ? c.NUM_OUT : c.NUM_REC) + 1;
  const length = rowLength(bank);
  return Array.from({ length: rows }, (_, pre) =>
    Array.from(bank.bytes.subarray(pre * length, pre * length + columns)),
  );
}

/** A matrix as characters, a row a line; the largest magnitude is @. */
export function matrixLines(matrix: readonly (readonly number[])[]): string[] {
  const most = Math.max(0, ...matrix.map((row) => Math.max(0, ...row.map(Math.abs))));
  return [
    `${matrix.length} x ${matrix[0]?.length ?? 0}, @ = ${most}`,
    ...matrix.map((row, pre) => `${String(pre).padStart(4)} |${heat(row, most)}|`),
  ];
}
