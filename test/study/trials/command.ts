/** Runs the command line, and measures what it costs. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const SEXTANT = fileURLToPath(new URL('../../../dist/sextant.js', import.meta.url));

/** The words of a command. */
export const sextantCommand = (...args: string[]): string[] => [process.execPath, SEXTANT, ...args];

/** What a command printed, and what it cost. */
export interface Measured {
  readonly stdout: string;
  /** CPU time, user and system, in s. */
  readonly cpuSeconds: number;
  readonly seconds: number;
  /** Memory of the process once a second, in MB. */
  readonly megabytes: readonly number[];
}

/** Runs the command line. @throws Error if it fails; what it printed on standard error is shown. */
export async function measured(...args: string[]): Promise<Measured> {
  const start = performance.now();
  const script = 'TIMEFORMAT="%U %S"; time "$@" 2>&3';
  const child = spawn('bash', ['-c', script, 'bash', ...sextantCommand(...args)], {
    stdio: ['ignore', 'pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const printed = Promise.all([text(child.stdout!), text(child.stderr!)]);
  const megabytes: number[] = [];
  while (child.exitCode === null) {
    megabytes.push(...childrenOf(child.pid!).map(residentMegabytes));
    await Promise.race([ended, sleep(1000)]);
  }
  const [stdout, times] = await printed;
  if (child.exitCode !== 0) throw new Error(`sextant ${args.join(' ')}: exit code ${child.exitCode}`);
  const [user, system] = times.trim().split(' ').map(Number);
  return { stdout, cpuSeconds: user! + system!, seconds: (performance.now() - start) / 1000, megabytes };
}

const statusOf = (pid: number, pattern: RegExp): number => {
  try {
    return Number(pattern.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    // It has ended meanwhile.
    return 0;
  }
};

const childrenOf = (pid: number): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((child) => statusOf(child, /^PPid:\s+(\d+)/m) === pid);

const residentMegabytes = (pid: number): number => statusOf(pid, /^VmRSS:\s+(\d+)/m) / 1024;
