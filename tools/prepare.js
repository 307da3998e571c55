/**
 * Builds the package when npm installs it from a clone (`npm ci`, `npm link`, `npm install --global .`), and before it is
 * packed. The last two do not install what a build needs, so that is done here where it is missing.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Runs npm in the clone; the settings of the outer command, such as --global, do not hold for it. */
function npm(...args) {
  const settings = ['--global=false', '--include=dev', '--no-audit', '--no-fund'];
  const { status } = spawnSync('npm', [...args, ...settings], { stdio: 'inherit', shell: true });
  if (status !== 0) process.exit(status ?? 1);
}

if (!existsSync('node_modules/tsx')) npm('ci', '--ignore-scripts');
npm('run', '--silent', 'build');
