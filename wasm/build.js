/**
 * Compiles the WebAssembly of the project and writes it, as text, where it is used: `npm run wasm` after every change in
 * this folder. With `--check` it compares instead of writing, and fails when they differ.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import asc from 'assemblyscript/asc';

const modules = [
  { sources: ['wasm/kernel.ts'], target: 'src/chip/turbo/kernel-code.ts', name: 'KERNEL_CODE' },
];

async function compile({ sources, name }) {
  let code;
  const { error, stderr } = await asc.main(
    [...sources, '--config', 'wasm/asconfig.json', '--outFile', 'code.wasm'],
    {
      readFile: (file, folder) => {
        const path = resolve(folder, file);
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
  return `/** WebAssembly of ${sources[0]} in base64, made by \`npm run wasm\`. */\nexport const ${name} = [\n${lines.join(',\n')},\n].join('');\n`;
}

for (const module of modules) {
  const text = await compile(module);
  if (!process.argv.includes('--check')) {
    writeFileSync(module.target, text);
  } else if (readFileSync(module.target, 'utf8') !== text) {
    process.stderr.write(`${module.target} is not what ${module.sources[0]} compiles to: npm run wasm\n`);
    process.exit(1);
  }
}
