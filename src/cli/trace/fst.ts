/** FST waveforms, made of VCD by gtkwave's converter. */
import { spawnSync } from 'node:child_process';
import { renameSync, rmSync } from 'node:fs';
import { fileError } from '../../files/file-error.js';
import { EXIT, UserError } from '../../text/errors.js';

/** @throws UserError where vcd2fst is not installed. */
export function requireVcd2fst(): void {
  if (spawnSync('vcd2fst', ['--help'], { stdio: 'ignore' }).error)
    throw new UserError('FST needs the program vcd2fst: install gtkwave, or write VCD instead', EXIT.FILE);
}

/** Makes an FST file of a VCD file, and removes the latter. */
export function convertToFst(vcd: string, fst: string): void {
  const temporary = `${fst}.${process.pid}.tmp`;
  try {
    const { status, stderr } = spawnSync('vcd2fst', [vcd, temporary], { encoding: 'utf8' });
    if (status !== 0)
      throw new UserError(`vcd2fst failed: ${stderr.trim().split('\n')[0] ?? 'no message'}`, EXIT.FILE, {
        file: fst,
      });
    renameSync(temporary, fst);
  } catch (error) {
    throw fileError(error, { file: fst });
  } finally {
    rmSync(vcd, { force: true });
    rmSync(temporary, { force: true });
  }
}
