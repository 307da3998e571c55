/** Questions about what happened: they neither move the run nor write anything. */
import { SelectionError } from '../../text/selection-error.js';
import { formatPlace } from '../place.js';
import { changeText, cycleOf, type Change } from '../questions.js';
import { countOf, says, type SessionCommand } from './command.js';

/** Changes that `history` shows. */
const SHOWN_CHANGES = 20;

/** Characters by height, the lowest first. */
const BARS = '▁▂▃▄▅▆▇█';

/** The values of a history as bars, from the one before its first change. */
function chartOf(changes: readonly Change[]): string[] {
  const [first] = changes;
  if (!first) return [];
  const values = [first.before, ...changes.map((c) => c.after)];
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const bars = values.map((v) => BARS[Math.round((7 * (v - least)) / Math.max(1, most - least))]!);
  return [`${bars.join('')}  ${least} to ${most}`];
}

export const QUESTIONS: readonly SessionCommand[] = [
  {
    name: 'last',
    usage: 'VALUE',
    help: 'what changed a value last, up to here; again for the change before',
    repeats: true,
    *run(words, { session }) {
      const { lastAnswer } = session;
      const after = lastAnswer?.change.name === words ? lastAnswer : undefined;
      const answer = yield* session.last(words, after);
      session.lastAnswer = answer;
      if (!answer) return says(`${words} did not change before${after ? ' that' : ''}`);
      const { change } = answer;
      const line = change.source ? ` · ${change.source.file}:${change.source.line}` : '';
      return { lines: [changeText(change), `${formatPlace(change.position)}${line}`], value: change };
    },
  },
  {
    name: 'history',
    usage: 'VALUE [N]',
    help: `the last N changes of a value (${SHOWN_CHANGES}), as a table and as bars`,
    *run(words, { session }) {
      const [, name = words, n = ''] = /^(.*?)\s+(\d{1,6})$/.exec(words) ?? [];
      const changes = yield* session.history(name, countOf(n, SHOWN_CHANGES));
      const rows = changes.map(
        (c) =>
          `${String(cycleOf(c)).padStart(12)} ${String(c.position.tick).padStart(8)} ${String(c.before).padStart(7)} ${String(c.after).padStart(7)}  ${c.cause.text}`,
      );
      return {
        lines: ['       cycle     tick     old     new  cause', ...rows, ...chartOf(changes)],
        value: changes,
      };
    },
  },
  {
    name: 'who',
    usage: 'reads VALUE',
    help: 'what read a weight or a membrane last, before here',
    *run(words, { session }) {
      const [, name] = /^reads\s+(.+)$/.exec(words) ?? [];
      if (name === undefined)
        throw new SelectionError(`'${words}': give reads VALUE, as in: who reads wrec[17][5]`);
      const reader = yield* session.lastRead(name);
      if (!reader) return says(`${name} was not read before`);
      const { position, text, source } = reader;
      const line = source ? ` · ${source.file}:${source.line}` : '';
      return { lines: [`${name}: ${text}`, `${formatPlace(position)}${line}`], value: reader };
    },
  },
  {
    name: 'why',
    usage: 'spike(NEURON)',
    help: 'what made a neuron spike, the last time up to here',
    *run(words, { session }) {
      const [, neuron] = /^spikes?\((\d{1,4})\)$/.exec(words) ?? [];
      if (neuron === undefined)
        throw new SelectionError(`'${words}': give spike(NEURON), as in: why spike(17)`);
      const why = yield* session.whySpike(Number(neuron));
      if (!why) return says(`neuron ${neuron} did not spike so far`);
      const lines = [
        `neuron ${neuron} spiked: membrane ${why.membrane} reached its threshold ${why.threshold}`,
        formatPlace(why.position),
        ...why.contributions.map(
          (c) => `${String(c.before).padStart(8)} -> ${String(c.after).padStart(6)}  ${c.text}`,
        ),
      ];
      return { lines, value: why };
    },
  },
];
