/** The script of pages with charts: one text for browsers, from the modules of `src/page/client`. */
import { rolldown } from 'rolldown';
import { packagePath } from '../src/files/package-root.js';

/** Bundles the script. */
export async function bundlePageScript(): Promise<string> {
  const bundle = await rolldown({
    cwd: packagePath(),
    input: 'src/page/client/main.ts',
    platform: 'browser',
    tsconfig: 'src/page/client/tsconfig.json',
  });
  const { output } = await bundle.generate({ format: 'iife', minify: true });
  return output[0].code;
}
