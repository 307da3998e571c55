/** The programs that draw the charts of a report, from the packages they come in. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileError } from '../files/file-error.js';

const require = createRequire(import.meta.url);

/**
 * Texts of Vega and Vega-Lite for a browser, in the order they are to be run.
 * @throws UserError when a package is not installed whole.
 */
export function loadChartScripts(): string[] {
  return ['vega', 'vega-lite'].map((name) => {
    const file = join(dirname(require.resolve(`${name}/package.json`)), 'build', `${name}.min.js`);
    try {
      return readFileSync(file, 'utf8').replace(/^\/\/# sourceMappingURL=.*$/m, '');
    } catch (error) {
      throw fileError(error, { file });
    }
  });
}
