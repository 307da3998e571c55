/** A Slurm of one node on this machine, for tests, where Debian's packages slurm-wlm and munge are installed. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Of the controller; the node has the next one. Another one for each process, so that two can run at once. */
const FIRST_PORT = 20_000 + 2 * (process.pid % 5000);

const isInstalled = (program: string): boolean =>
  spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;

/** What is missing for a test with Slurm, and how to get it; false if nothing is. */
export const slurmMissing: string | false =
  process.getuid?.() !== 0
    ? 'a Slurm of its own needs root'
    : ['slurmctld', 'slurmd', 'munged', 'sbatch'].every(isInstalled)
      ? false
      : 'Slurm is missing, apt-get install slurm-wlm munge';

export interface Slurm {
  /** Runs a command that finds this Slurm, and returns its standard output. */
  readonly run: (...command: string[]) => string;
  /** Ends the controller with SIGKILL, and starts it again. */
  readonly restartController: () => Promise<void>;
  /**
   * Makes the node take jobs again where it does not, as an operator would: a controller that died before it wrote its
   * state down finds tasks that it does not know, and drains their node.
   */
  readonly resumeNode: () => void;
  readonly stop: () => Promise<void>;
}

/** A Slurm that was started, but whose node takes no jobs on this machine. */
export class SlurmNotReady extends Error {}

/** Starts a Slurm whose files are in a directory, an absolute path. @throws SlurmNotReady, after half a minute. */
export async function startSlurm(directory: string): Promise<Slurm> {
  const munge = join(directory, 'munge');
  for (const folder of ['munge', 'spoolctl', 'spoold', 'log']) mkdirSync(join(directory, folder));
  chmodSync(munge, 0o700);
  writeFileSync(join(munge, 'key'), randomBytes(1024), { mode: 0o400 });
  const host = hostname().split('.')[0]!;
  const conf = join(directory, 'slurm.conf');
  writeFileSync(conf, configuration(directory, host));
  const env = { ...process.env, SLURM_CONF: conf };
  const run = (...[program, ...args]: string[]): string =>
    spawnSync(program!, args, { env, encoding: 'utf8' }).stdout;
  const start = (program: string, args: string[]): ChildProcess =>
    spawn(program, args, { env, stdio: 'ignore' });
  const munged = start('munged', [
    ...[
      '--force',
      '--foreground',
      `--key-file=${munge}/key`,
      `--socket=${munge}/s`,
      `--pid-file=${munge}/pid`,
    ],
    ...[`--log-file=${munge}/log`, `--seed-file=${munge}/seed`],
  ]);
  let controller = start('slurmctld', ['-D', '-f', conf, '-i']);
  await sleep(1500);
  const node = start('slurmd', ['-D', '-f', conf, '-N', host]);
  const isReady = (): boolean => /^(idle|mix|alloc)/.test(run('sinfo', '-h', '-o', '%t'));
  const resumeNode = (): void => {
    if (!isReady()) run('scontrol', 'update', `NodeName=${host}`, 'State=RESUME');
  };
  const stop = async (): Promise<void> => {
    run('scancel', '--signal=KILL', '--user=root');
    for (const daemon of [controller, node, munged]) daemon.kill('SIGTERM');
    await sleep(1000);
    for (const pid of processesOf(conf)) kill(pid);
  };
  for (let n = 0; n < 60 && !isReady(); n++) await sleep(500);
  if (!isReady()) {
    const state = run('sinfo', '-h', '-o', '%t (%E)').trim();
    await stop();
    throw new SlurmNotReady(`Slurm starts here, but its node takes no jobs: ${state}`);
  }
  return {
    run,
    restartController: async () => {
      controller.kill('SIGKILL');
      await once(controller, 'exit');
      controller = start('slurmctld', ['-D', '-f', conf]);
      for (let n = 0; n < 60 && !isReady(); n++) {
        await sleep(500);
        resumeNode();
      }
    },
    resumeNode,
    stop,
  };
}

/** All processes in whose environment a configuration is: daemons, what they started, and tasks. */
function processesOf(conf: string): number[] {
  return readdirSync('/proc').flatMap((name) => {
    try {
      const environment = /^\d+$/.test(name) ? readFileSync(`/proc/${name}/environ`, 'utf8') : '';
      return environment.split('\0').includes(`SLURM_CONF=${conf}`) ? [Number(name)] : [];
    } catch {
      // It has ended meanwhile.
      return [];
    }
  });
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}

const configuration = (directory: string, host: string): string =>
  [
    'ClusterName=test',
    `SlurmctldHost=${host}(127.0.0.1)`,
    ...[
      'SlurmUser=root',
      'SlurmdUser=root',
      'AuthType=auth/munge',
      `AuthInfo=socket=${directory}/munge/s,cred_expire=5`,
    ],
    ...[`StateSaveLocation=${directory}/spoolctl`, `SlurmdSpoolDir=${directory}/spoold`],
    ...[`SlurmctldPidFile=${directory}/ctld.pid`, `SlurmdPidFile=${directory}/slurmd.pid`],
    ...[`SlurmctldLogFile=${directory}/log/ctld`, `SlurmdLogFile=${directory}/log/slurmd`],
    ...[
      `SlurmctldPort=${FIRST_PORT}`,
      `SlurmdPort=${FIRST_PORT + 1}`,
      'ProctrackType=proctrack/linuxproc',
      'TaskPlugin=task/none',
    ],
    ...['JobAcctGatherType=jobacct_gather/none', 'AccountingStorageType=accounting_storage/none'],
    ...['JobCompType=jobcomp/none', 'SwitchType=switch/none', 'MpiDefault=none'],
    ...['SelectType=select/cons_tres', 'SelectTypeParameters=CR_Core', 'ReturnToService=2'],
    `NodeName=${host} NodeAddr=127.0.0.1 CPUs=2 Boards=1 SocketsPerBoard=1 CoresPerSocket=2 ThreadsPerCore=1 RealMemory=1000 State=UNKNOWN`,
    `PartitionName=debug Nodes=${host} Default=YES MaxTime=INFINITE State=UP`,
    '',
  ].join('\n');
