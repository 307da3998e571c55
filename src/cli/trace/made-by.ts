/** Trace files that another program makes from VCD, such as FST by gtkwave's vcd2fst. */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import type { DeclaredOutput } from '../../files/declared-files.js';
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
export function convertVcd({ program }: Maker, vcd: string, output: DeclaredOutput): void {
  try {
    output.writeBy((file) => {
      const { status, stderr } = spawnSync(program, [vcd, file], { encoding: 'utf8' });
      if (status === 0) return;
      const reason = stderr.trim().split('\n')[0] ?? 'no message';
      throw new UserError(`${program} failed: ${reason}`, EXIT.FILE, { file: output.file });
    });
  } finally {
    rmSync(vcd, { force: true });
  }
}
