import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { projectPath } from './project.js';

const python = spawnSync('python3', ['--version']).status === 0;

describe.skipIf(!python)('the Python package (skipped without python3: install Python 3.9 or later)', () => {
  it('passes its tests', () => {
    const tests = ['-m', 'unittest', 'discover', projectPath('python/tests')];
    const { status, stderr } = spawnSync('python3', tests, {
      encoding: 'utf8',
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
    });
    expect(stderr).toMatch(/\nOK/);
    expect(status).toBe(0);
  });
});
