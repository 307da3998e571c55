/** What commands of the debugger need of the world, where there are no files and no viewer. */
import type { CommandWorld } from '../../src/debug/commands/command.js';
import type { Session } from '../../src/debug/session.js';
import { SelectionError } from '../../src/text/selection-error.js';

export const worldWithoutFiles = (session: Session): CommandWorld => ({
  session,
  loadFirmware: () => Promise.reject(new SelectionError('there are no files here')),
  writeFile: () => undefined,
  showWaveform: () => Promise.resolve(),
  saveSession: () => new Uint8Array(0),
});
