/** The journal for Optuna, loaded by the real one where it is installed. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { METRIC_NAMES } from '../../src/study/outcomes/metrics.js';
import { summarisePoints } from '../../src/study/outcomes/summary.js';
import type { StudyRow } from '../../src/study/outcomes/rows.js';
import { optunaJournal } from '../../src/study-node/optuna.js';
import { needing, temporaryDirectory } from '../project.js';
import { studyWith } from '../study/example-study.js';

/** A Python that has Optuna: the usual one, or that of the system, which Debian's package python3-optuna is for. */
const python = [process.env['OPTUNA_PYTHON'] ?? 'python3', '/usr/bin/python3'].find(
  (name) => spawnSync(name, ['-c', 'import optuna']).status === 0,
);
const missing =
  python === undefined &&
  'Optuna is missing, pip install optuna, apt-get install python3-optuna, or OPTUNA_PYTHON=a Python that has it';

const study = studyWith(
  [
    'axes: { rate: { log: [0.001, 1] }, n: { range: [1, 9], whole: true }, kind: [stuck-at-0, stuck-at-1] }',
    'registers: { KAPPA: n }',
    'faults: { rate: rate, kind: kind }',
    'search: { method: sobol, points: 4 }',
  ].join('\n'),
);
const none = Object.fromEntries(METRIC_NAMES.map((name) => [name, null])) as NonNullable<
  StudyRow['measures']
>;
const row = (point: number, accuracy: number, energy: number): StudyRow => ({
  point,
  id: `${point}`,
  seed: '1',
  epochs: 1,
  isLast: true,
  status: 'done',
  values: { rate: 0.01 * (point + 1), n: point + 1, kind: point % 2 === 0 ? 'stuck-at-0' : 'stuck-at-1' },
  measures: { ...none, accuracy, inference_energy: energy },
  isAcceptable: true,
});
const rows = [row(0, 0.9, 4), row(1, 0.8, 2), row(2, 0.7, 3), row(3, 0.6, 1)];
const points = summarisePoints(study, rows);

describe('the journal of a study', () => {
  it('creates the study once, and a complete trial for each point', () => {
    const lines = optunaJournal(study, points, '2026-01-01T00:00:00')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { op_code: number });
    const count = (code: number): number => lines.filter(({ op_code }) => op_code === code).length;
    expect([count(0), count(4), count(5), count(6)]).toEqual([1, 4, 12, 4]);
    expect(points.map(({ isOnFront }) => isOnFront)).toEqual([true, true, false, true]);
  });
});

describe.skipIf(missing !== false)(needing('Optuna', missing), () => {
  it('loads the journal, with the same parameters and the same front', () => {
    const file = join(temporaryDirectory(), 'journal.log');
    writeFileSync(file, optunaJournal(study, points, '2026-01-01T00:00:00'));
    const code = [
      'import json, optuna, sys',
      'from optuna.storages import JournalStorage',
      'try: from optuna.storages.journal import JournalFileBackend as Journal',
      // Its name before version 4.
      'except ImportError: from optuna.storages import JournalFileStorage as Journal',
      'optuna.logging.set_verbosity(optuna.logging.ERROR)',
      's = optuna.load_study(study_name=None, storage=JournalStorage(Journal(sys.argv[1])))',
      'print(json.dumps([sorted(t.number for t in s.best_trials), [t.params for t in s.trials], s.trials[2].values]))',
    ].join('\n');
    const { stdout, stderr } = spawnSync(python!, ['-c', code, file], { encoding: 'utf8' });
    expect(stdout, stderr).not.toBe('');
    expect(JSON.parse(stdout)).toEqual([[0, 1, 3], rows.map(({ values }) => values), [0.7, 3]]);
  });
});
