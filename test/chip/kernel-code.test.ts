/** The WebAssembly that is committed is what its sources compile to. */
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { projectPath } from '../project.js';

test('the committed code is a fresh compilation of its sources', () => {
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', projectPath('tools/compile-kernel.ts'), '--check'],
    {
      cwd: projectPath('.'),
      encoding: 'utf8',
    },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
