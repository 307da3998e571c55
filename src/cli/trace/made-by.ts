/** Trace files that another program makes of VCD, such as FST by gtkwave's vcd2fst. */
import { spawnSync } from 'node:child_process';
import { renameSync, rmSync } from 'node:fs';
import { fileError } from '../../files/file-error.js';
import { EXIT, UserError } from '../../text/errors.js';
import type { TraceFormat } from '../../trace/format.js';

type Maker = NonNullable<TraceFormat['madeBy']>;

/** @throws UserError if the program is not installed. */
export function requireProgram(maker: Maker, format: string): void {
  if (spawnSync(maker.program, ['--help'], { stdio: 'ignore' }).error)
    throw new UserError(
      `${format} needs the program ${maker.program}: install ${maker.package}, or write VCD instead`,
      EXIT.FILE,
    );
}

/** Makes a file of a VCD file, and removes the VCD. @throws UserError */
export function convertVcd({ program }: Maker, vcd: string, file: string): void {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    const { status, stderr } = spawnSync(program, [vcd, temporary], { encoding: 'utf8' });
    if (status !== 0)
      throw new UserError(`${program} failed: ${stderr.trim().split('\n')[0] ?? 'no message'}`, EXIT.FILE, {
        file,
      });
    renameSync(temporary, file);
  } catch (error) {
    throw fileError(error, { file });
  } finally {
    rmSync(vcd, { force: true });
    rmSync(temporary, { force: true });
  }
}
