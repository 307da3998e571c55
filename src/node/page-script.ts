/** The script that pages with charts carry, as the build made it. */
import { readFileSync } from 'node:fs';
import { fileError } from '../files/file-error.js';
import { packagePath } from '../files/package-root.js';

/** Name of the script in `dist`. */
export const PAGE_SCRIPT = 'page-script.js';

/**
 * The script that draws and zooms charts in a browser.
 * @throws UserError when the package is not built.
 */
export function loadPageScript(): string {
  const file = packagePath(`dist/${PAGE_SCRIPT}`);
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw fileError(error, { file });
  }
}
