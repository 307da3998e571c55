/** The entries of the library that say they run in a browser: they bundle for one, and work without anything of Node. */
import { readdirSync, readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import { rolldown } from 'rolldown';
import { describe, expect, it } from 'vitest';
import { projectPath } from '../project.js';

const PORTABLE = readdirSync(projectPath('src/library'))
  .map((file) => file.replace(/\.ts$/, ''))
  .filter((name) => name !== 'node');

/** A script for a browser that puts the exports of an entry into the global `library`. */
async function browserScript(name: string): Promise<string> {
  const bundle = await rolldown({
    input: projectPath(`src/library/${name}.ts`),
    platform: 'browser',
    // Of a package, not of ours: it looks for `require` by a name made up at run time.
    checks: { eval: false, ineffectiveDynamicImport: false },
    onLog: (_level, { message }) => {
      throw new Error(`${name}: ${message}`);
    },
  });
  const { output } = await bundle.generate({ format: 'iife', name: 'library', codeSplitting: false });
  expect(output[0].imports).toEqual([]);
  return output[0].code;
}

/** Runs a script where there is only what browsers have. @returns the value of an asynchronous function's body there. */
async function inBrowser(script: string, body: string): Promise<unknown> {
  const context = createContext({ atob, performance, setTimeout, structuredClone, TextDecoder, TextEncoder });
  runInContext(script, context);
  const json = runInContext(`(async () => { ${body} })().then(JSON.stringify)`, context) as Promise<string>;
  return JSON.parse(await json);
}

describe('in a browser', () => {
  it.each(PORTABLE)('%s loads, and exports what it exports in Node', async (name) => {
    const exported = await inBrowser(await browserScript(name), 'return Object.keys(library)');
    const inNode = (await import(`../../src/library/${name}.ts`)) as object;
    expect((exported as string[]).sort()).toEqual(Object.keys(inNode).sort());
  });

  it('a program is assembled and run', async () => {
    const source = readFileSync(projectPath('firmware/blink.s'), 'utf8');
    const outcome = await inBrowser(
      await browserScript('index'),
      `const { Chip, Sequencer, assemble } = library;
       const { image } = await assemble('blink.s', ${JSON.stringify(source)}, {});
       return new Sequencer(new Chip(), image).run();`,
    );
    expect(outcome).toEqual({ status: 0 });
  });
});
