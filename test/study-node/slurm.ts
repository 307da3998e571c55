/** A Slurm of one node on this machine, for tests, where Debian's packages slurm-wlm and munge are installed. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const isInstalled = (program: string): boolean =>
  spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;

/** What is missing for a test with Slurm, and how to get it; false if nothing is. */
export const slurmMissing: string | false =
  process.env['SEXTANT_SLURM'] === undefined
    ? 'it takes minutes and a machine of its own: set SEXTANT_SLURM=1'
    : process.getuid?.() !== 0
      ? 'a Slurm of its own needs root'
      : ['slurmctld', 'slurmd', 'munged', 'sbatch'].every(isInstalled)
        ? false
        : 'Slurm is missing, apt-get install slurm-wlm munge';

export interface Slurm {
  /** Environment in which its commands find it. */
  readonly env: NodeJS.ProcessEnv;
  /** Ends the controller with SIGKILL, and starts it again. */
  readonly restartController: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Starts a Slurm whose files are in a directory, an absolute path. */
export async function startSlurm(directory: string): Promise<Slurm> {
  const munge = join(directory, 'munge');
  for (const folder of ['munge', 'spoolctl', 'spoold', 'log']) mkdirSync(join(directory, folder));
  chmodSync(munge, 0o700);
  writeFileSync(join(munge, 'key'), randomBytes(1024), { mode: 0o400 });
  const host = hostname().split('.')[0]!;
  const conf = join(directory, 'slurm.conf');
  writeFileSync(conf, configuration(directory, host));
  const env = { ...process.env, SLURM_CONF: conf };
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
  const isReady = (): boolean =>
    spawnSync('sh', ['-c', 'sinfo -h -o %t | grep -qE "idle|mix|alloc"'], { env }).status === 0;
  for (let n = 0; n < 60 && !isReady(); n++) await sleep(500);
  return {
    env,
    restartController: async () => {
      controller.kill('SIGKILL');
      await sleep(500);
      controller = start('slurmctld', ['-D', '-f', conf]);
      for (let n = 0; n < 60 && !isReady(); n++) await sleep(500);
    },
    stop: async () => {
      spawnSync('scancel', ['--signal=KILL', '--user=root'], { env });
      for (const daemon of [controller, node, munged]) daemon.kill('SIGTERM');
      await sleep(1000);
      for (const daemon of [controller, node, munged]) daemon.kill('SIGKILL');
    },
  };
}

const configuration = (directory: string, host: string): string =>
  [
    'ClusterName=test',
    `SlurmctldHost=${host}(127.0.0.1)`,
    ...['SlurmUser=root', 'SlurmdUser=root', 'AuthType=auth/munge', `AuthInfo=socket=${directory}/munge/s`],
    ...[`StateSaveLocation=${directory}/spoolctl`, `SlurmdSpoolDir=${directory}/spoold`],
    ...[`SlurmctldPidFile=${directory}/ctld.pid`, `SlurmdPidFile=${directory}/slurmd.pid`],
    ...[`SlurmctldLogFile=${directory}/log/ctld`, `SlurmdLogFile=${directory}/log/slurmd`],
    ...[
      'SlurmctldPort=16817',
      'SlurmdPort=16818',
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
