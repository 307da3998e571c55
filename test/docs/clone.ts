/** A clone in which the commands of the documentation run. */
import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { projectPath, temporaryDirectory } from '../project.js';

export interface Clone {
  readonly directory: string;
  /** Runs a line of a shell in it. */
  readonly shell: (command: string) => SpawnSyncReturns<string>;
}

/** A directory with what a clone holds, in which commands may write, and a `sextant` on its path. */
export function newClone(): Clone {
  const directory = temporaryDirectory();
  for (const name of ['firmware', 'isa', 'studies'])
    cpSync(projectPath(name), join(directory, name), { recursive: true });
  symlinkSync(projectPath('traces'), join(directory, 'traces'));
  mkdirSync(join(directory, 'node_modules'));
  symlinkSync(projectPath('.'), join(directory, 'node_modules/sextant-emulator'));
  const bin = join(directory, 'node_modules/.bin');
  mkdirSync(bin);
  writeFileSync(
    join(bin, 'sextant'),
    `#!/bin/sh\nexec '${process.execPath}' '${projectPath('dist/sextant.js')}' "$@"\n`,
  );
  chmodSync(join(bin, 'sextant'), 0o755);
  const path = `${bin}${delimiter}${process.env['PATH'] ?? ''}`;
  const shell = (command: string): SpawnSyncReturns<string> =>
    spawnSync('sh', ['-c', command], {
      cwd: directory,
      env: { ...process.env, PATH: path },
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
  return { directory, shell };
}
