/** The WebAssembly kernel that is committed is what its source compiles to. */
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { projectPath } from '../project.js';

test('the committed kernel is a fresh compilation of its source', () => {
  const { status, stderr } = spawnSync(process.execPath, [projectPath('wasm/build.js'), '--check'], {
    cwd: projectPath('.'),
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
