/** Writes the pages that are made from data: `npm run docs`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { packagePath } from '../src/files/package-root.js';
import { isaMarkdown } from '../src/isa/export-markdown.js';
import { TRACES_PAGE, withTraceFormats } from './trace-formats.js';
import { warningsPage } from './warnings-page.js';

writeFileSync(packagePath('isa', 'README.md'), isaMarkdown());
writeFileSync(packagePath('docs', 'warnings.md'), warningsPage());
writeFileSync(TRACES_PAGE, await withTraceFormats(readFileSync(TRACES_PAGE, 'utf8')));
