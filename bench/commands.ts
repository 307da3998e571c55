/** Times commands as whole processes: what a person waits for, the start of node included. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { packagePath } from '../src/files/package-root.js';
import { median } from './statistics.js';
import { runSextant, timeProcess, withDirectory } from './processes.js';

export interface CommandTime {
  readonly name: string;
  /** Milliseconds on the wall of each process. */
  readonly milliseconds: readonly number[];
}

/** The commands by their names, in a directory that holds a priced run of ten epochs. */
const commands = (run: string): Readonly<Record<string, readonly string[]>> => ({
  'start: overview of commands': ['--help'],
  'start: pricing again': ['energy', run],
  'start: pricing again, other point': [
    ...['energy', run, '--table', 'literature28', '--vdd', '0.6V', '--clock', '20MHz', '--json'],
  ],
  'start: pricing again, own table': ['energy', run, '--table', join(run, 'mine.yaml')],
  'start: pricing again, report': ['energy', run, '-o', join(run, 'report')],
  'start: a run of 3648 cycles': ['run', '-q', packagePath('firmware/blink.s')],
});

/** Times the chosen commands, all of them in turn, so that other work of the machine slows all of them. */
export const timeCommands = (starts: number, chosen: (name: string) => boolean): CommandTime[] =>
  withDirectory((directory) => {
    const timed = Object.entries(commands(directory)).filter(([name]) => chosen(name));
    const alone = 'start: node alone';
    if (timed.length === 0 && !chosen(alone)) return [];
    runSextant('train', '--epochs', '10', '--samples', '50', '--energy', '-q', '-o', directory);
    copyFileSync(packagePath('isa/energy/fdsoi28.yaml'), join(directory, 'mine.yaml'));
    const ways: [string, () => number][] = [
      [alone, () => timeProcess('-e', '0')],
      ...timed.map(([name, args]): [string, () => number] => [name, () => runSextant(...args)]),
    ];
    const results = ways.map(([name]) => ({ name, milliseconds: [] as number[] }));
    for (let i = 0; i < starts; i++)
      ways.forEach(([, run], n) => results[n]!.milliseconds.push(run() * 1000));
    return results;
  });

/** A result for people. */
export function commandLine({ name, milliseconds }: CommandTime): string {
  const text = (ms: number): string => `${ms.toFixed(0)} ms`.padStart(6);
  return `${name.padEnd(34)} best ${text(Math.min(...milliseconds))}  median ${text(median(milliseconds))}`;
}
