/** Times whole processes of the command line: what a person waits for, start of node and all. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packagePath } from '../src/files/package-root.js';

const MAIN = packagePath('dist/sextant.js');

export interface ProcessTime {
  name: string;
  /** Milliseconds on the wall of each process, ascending. */
  milliseconds: number[];
}

/** Commands by what they are measured for, in a directory that holds a priced run of ten epochs. */
const commands = (run: string): Record<string, string[]> => ({
  'start: node alone': ['-e', '0'],
  'start: overview of commands': [MAIN, '--help'],
  'start: pricing again': [MAIN, 'energy', run],
  'start: pricing again, other point': [
    ...[MAIN, 'energy', run, '--table', 'literature28', '--vdd', '0.6V', '--clock', '20MHz', '--json'],
  ],
  'start: pricing again, own table': [MAIN, 'energy', run, '--table', join(run, 'mine.yaml')],
  'start: pricing again, report': [MAIN, 'energy', run, '-o', join(run, 'report')],
  'start: a run of 3648 cycles': [MAIN, 'run', '-q', packagePath('firmware/blink.s')],
});

/**
 * Times each command, all of them in turn, so that a busy spell of the machine falls on all.
 * @param only part of the names to be measured.
 */
export function measureProcesses(runs: number, only = ''): ProcessTime[] {
  const directory = mkdtempSync(join(tmpdir(), 'sextant-bench-'));
  try {
    const chosen = Object.entries(commands(directory)).filter(([name]) => name.includes(only));
    if (chosen.length === 0) return [];
    execute([MAIN, 'train', '--epochs', '10', '--samples', '50', '--energy', '-q', '-o', directory]);
    copyFileSync(packagePath('isa/energy/fdsoi28.yaml'), join(directory, 'mine.yaml'));
    const times = chosen.map(([name]): ProcessTime => ({ name, milliseconds: [] }));
    for (let i = 0; i < runs; i++)
      chosen.forEach(([, args], n) => times[n]!.milliseconds.push(execute(args)));
    for (const { milliseconds } of times) milliseconds.sort((a, b) => a - b);
    return times;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Runs a process to its end; milliseconds it took. */
function execute(args: readonly string[]): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  const taken = performance.now() - start;
  if (status !== 0) throw new Error(`${args.join(' ')}: ${stderr}`);
  return taken;
}
