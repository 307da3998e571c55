/** Version of this package. */
import { readFileSync } from 'node:fs';
import { packagePath } from '../files/package-root.js';

export const VERSION = (JSON.parse(readFileSync(packagePath('package.json'), 'utf8')) as { version: string })
  .version;
