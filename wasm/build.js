/**
 * Compiles the kernel and writes it, as text, where the turbo engine finds it: `npm run wasm` after every change of
 * kernel.ts or of the list of counters. With `--check` it compares instead of writing, and fails when they differ.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import asc from 'assemblyscript/asc';
import { COPY_COUNTERS } from './copy-counters.js';

const TARGET = 'src/chip/turbo/kernel-code.ts';
/** A source that is made here. */
const GENERATED = 'counters.ts';
let code;
const { error, stderr } = await asc.main(
  [GENERATED, '--config', 'wasm/asconfig.json', '--outFile', 'kernel.wasm'],
  {
    readFile: (name, folder) => {
      if (name === GENERATED) return COPY_COUNTERS;
      const path = resolve(folder, name);
      return existsSync(path) ? readFileSync(path, 'utf8') : null;
    },
    writeFile: (_name, data) => (code = data),
  },
);
if (error) {
  process.stderr.write(`${stderr.toString()}${error.message}\n`);
  process.exit(1);
}
const lines = Buffer.from(code)
  .toString('base64')
  .match(/.{1,100}/g)
  .map((line) => `  '${line}'`);
const text = `/** WebAssembly of wasm/kernel.ts in base64, made by \`npm run wasm\`. */\nexport const KERNEL_CODE = [\n${lines.join(',\n')},\n].join('');\n`;
if (!process.argv.includes('--check')) {
  writeFileSync(TARGET, text);
} else if (readFileSync(TARGET, 'utf8') !== text) {
  process.stderr.write(`${TARGET} is not what wasm/kernel.ts compiles to: npm run wasm\n`);
  process.exit(1);
}
