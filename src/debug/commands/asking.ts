/** Commands that ask, show and check. */
import { parseCondition } from '../../signals/expression.js';
import { SelectionError } from '../../text/selection-error.js';
import { ROOT_SCOPE } from '../../signals/signals.js';
import { formatPlace } from '../place.js';
import { waitFor } from '../task.js';
import { countOf, says, type Command } from './command.js';
import { goalOf } from './movement.js';
import { dashboard, instructionPanel, matrixLines, matrixOf, registerPanel, sourcePanel } from './panels.js';
import { BRANCHING } from './branching.js';
import { QUESTIONS } from './questions.js';
import { waveformOf } from './waveform.js';

/** The port on which viewers listen unless they are set up otherwise (Surfer's default). */
const VIEWER_PORT = 54321;
const MOST_PORT = 65535;
/** Operands of `wave`. */
const WAVE = /^(\S+)(?:\s+(\d+))?(?:\s+(show)(?:\s+(\d{1,5}))?)?$/;

export const ASKING: readonly Command[] = [
  {
    name: 'print',
    short: ['p'],
    usage: 'VALUE[, VALUE]...',
    help: 'show values, as in: print wrec[17][5], r3, KAPPA',
    *run(words, { session }) {
      yield;
      const names = words.split(/,(?![^[]*\])/).map((name) => name.trim());
      const values = names.map((name) => [name, session.read(name)] as const);
      return { lines: values.map(([name, v]) => `${name} = ${v}`), value: Object.fromEntries(values) };
    },
  },
  {
    name: 'expect',
    usage: 'CONDITION',
    help: 'fail unless it holds here',
    *run(words, { session }) {
      yield;
      const { machine, more } = session;
      const condition = parseCondition(words, machine.chip.state.design, more);
      if (condition(machine.chip.state)) return says(`holds: ${words}`);
      const [left = ''] = words.split(/[=!<>&|]/);
      const found =
        /\w/.test(left) && !left.includes('(') ? `, but ${left.trim()} is ${session.read(left.trim())}` : '';
      return { lines: [], failed: `expected ${words}${found} (${formatPlace(session.position)})` };
    },
  },
  ...QUESTIONS,
  {
    name: 'matrix',
    short: ['m'],
    usage: 'winp|wrec|wout [vs GOAL]',
    help: 'weights as characters; or their difference to another place, as in: matrix wrec vs tick 100',
    *run(words, { session }) {
      const [, name = '', goal] = /^(\w*)(?:\s+vs\s+(.+))?$/.exec(words) ?? [];
      const now = matrixOf(session, name);
      if (goal === undefined) return { lines: matrixLines(now), value: now };
      const here = session.machine.place;
      yield* session.goTo(goalOf(goal));
      const then = matrixOf(session, name);
      yield* session.goToPlace(here);
      const difference = now.map((row, i) => row.map((v, j) => v - (then[i]?.[j] ?? 0)));
      return { lines: matrixLines(difference), value: difference };
    },
  },
  ...BRANCHING,
  {
    name: 'where',
    short: ['bt'],
    usage: '',
    help: 'where the run is, the calls under way, and how far back it can go',
    *run(_, { session }) {
      yield;
      const { source, machine, position, oldest } = session;
      const frames = source.frames(machine).map((pc, i) => {
        const at = source.at(pc);
        return `#${i} ${source.labelOf(pc) ?? `instruction ${pc}`}${at ? ` · ${at.file}:${at.line}` : ''}`;
      });
      const end = machine.host.end;
      return {
        lines: [
          formatPlace(position),
          ...(end ? [end.message] : []),
          ...machine.chip
            .warnings()
            .map((w) => `warning ${w.name}: ${w.message} (first in cycle ${w.cycle})`),
          ...frames,
          `branch ${session.branch.name}, back to cycle ${oldest.cycle} at most`,
        ],
        value: { position, frames, oldest: oldest.cycle, branch: session.branch.name },
      };
    },
  },
  {
    name: 'list',
    short: ['l'],
    usage: '',
    help: 'the source around the present line',
    *run(_, { session }) {
      yield;
      return says(...sourcePanel(session, 8));
    },
  },
  {
    name: 'disassemble',
    usage: '',
    help: 'the instructions around the present one',
    *run(_, { session }) {
      yield;
      return says(...instructionPanel(session, 8));
    },
  },
  {
    name: 'registers',
    usage: '',
    help: "the host's registers",
    *run(_, { session }) {
      yield;
      return says(...registerPanel(session));
    },
  },
  {
    name: 'dashboard',
    usage: '',
    help: 'everything that is shown at a stop',
    *run(_, { session }) {
      yield;
      return says(...dashboard(session));
    },
  },
  {
    name: 'marks',
    usage: '',
    help: 'the marks that the program has left',
    *run(_, { session }) {
      yield;
      const { marks } = session.timeline;
      return { lines: marks.map((m, i) => `${i + 1}: cycle ${m.cycle} · ${m.text}`), value: marks };
    },
  },
  {
    name: 'dump',
    usage: 'FILE winp|wrec|wout|state',
    help: 'write weights as CSV, or the state of the chip as a snapshot',
    *run(words, { session, writeFile }) {
      yield;
      const [file = '', what = ''] = words.split(/\s+/);
      if (what === 'state') writeFile(file, session.machine.chip.snapshot());
      else
        writeFile(
          file,
          `${matrixOf(session, what)
            .map((row) => row.join(','))
            .join('\n')}\n`,
        );
      return says(`${file} holds ${what}`);
    },
  },
  {
    name: 'wave',
    usage: 'FILE [CYCLES] [show [PORT]]',
    help: `write the signals of CYCLES cycles around here as VCD (2000), scope ${ROOT_SCOPE}; show it in a viewer (Surfer, GTKWave) that speaks the Waveform Control Protocol on PORT (${VIEWER_PORT}) of this machine`,
    *run(words, { session, writeFile, showWaveform }) {
      const [, file = '', cycles = '', show, port = ''] = WAVE.exec(words) ?? [];
      if (file === '') throw new SelectionError(`'${words}': give FILE [CYCLES] [show [PORT]]`);
      const viewer = show === undefined ? undefined : viewerPort(file, port);
      const { cycle } = session.position;
      const { vcd, from, to, unitsACycle } = yield* waveformOf(session, countOf(cycles, 2000));
      writeFile(file, vcd);
      const holds = `${file} holds cycles ${from} to ${to - 1}`;
      if (viewer === undefined) return says(holds);
      const [start, end, here] = [from, to, cycle].map((n) => n * unitsACycle) as [number, number, number];
      const view = { file, from: start, to: end, here, name: `cycle ${cycle}` };
      yield* waitFor(showWaveform(view, viewer));
      return says(`${holds}; the viewer shows cycle ${cycle}`);
    },
  },
  {
    name: 'save',
    usage: 'FILE',
    help: 'write the session: program, options, stops, place, checkpoints',
    *run(words, { saveSession, writeFile }) {
      yield;
      if (words === '') throw new SelectionError('the name of a file is missing');
      writeFile(words, saveSession());
      return says(`${words} holds the session; sextant debug ${words} opens it`);
    },
  },
];

/** The port of the viewer that is to show a file. @throws SelectionError where it cannot. */
function viewerPort(file: string, text: string): number {
  if (file === '-') throw new SelectionError('a viewer reads a file: give its name instead of -');
  const port = countOf(text, VIEWER_PORT);
  if (port < 1 || port > MOST_PORT)
    throw new SelectionError(`${port} is not a port: give one from 1 to ${MOST_PORT}`);
  return port;
}
