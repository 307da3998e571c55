import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { INSTRUCTIONS } from '../../isa/instructions.js';
import { REFERENCE } from '../../src/design/design.js';
import { memoriesOf } from '../../src/isa/memories.js';
import { registersOf } from '../../src/isa/registers.js';
import { isaHeader } from '../../src/isa/export-c.js';
import { isaJson } from '../../src/isa/export-json.js';
import { isaMarkdown } from '../../src/isa/export-markdown.js';
import { isaSvd } from '../../src/isa/export-svd.js';
import { projectPath, temporaryDirectory } from '../project.js';

const REGISTERS = registersOf(REFERENCE);
const compiler = spawnSync('cc', ['--version']).status === 0;

/** An element of an XML text without mixed contents. */
interface Element {
  name: string;
  children: Element[];
  text: string;
}

/** Reads XML as far as this test needs it: well-formed, or an error. */
function parseXml(text: string): Element {
  const root: Element = { name: '', children: [], text: '' };
  const open = [root];
  const body = text.replace(/<\?[^?]*\?>/, '');
  for (const [, closing, name, , content] of body.matchAll(/<(\/?)([A-Za-z]+)((?:\s[^<>]*)?)>([^<]*)/g)) {
    const top = open.at(-1)!;
    if (closing === '/') {
      expect(top.name).toBe(name);
      open.pop();
      continue;
    }
    const element = { name: name!, children: [], text: content!.trim() };
    top.children.push(element);
    open.push(element);
  }
  expect(open).toEqual([root]);
  return root.children[0]!;
}

/** Order of the children that CMSIS-SVD 1.3.9 gives, of those used; all are required here. */
const SVD_ORDER: Record<string, string[]> = {
  device: [
    'name',
    'version',
    'description',
    'addressUnitBits',
    'width',
    'size',
    'access',
    'resetValue',
    'resetMask',
    'peripherals',
  ],
  peripheral: ['name', 'description', 'baseAddress', 'addressBlock', 'registers'],
  addressBlock: ['offset', 'size', 'usage'],
  register: ['name', 'description', 'addressOffset', 'size', 'access', 'resetValue', 'resetMask', 'fields'],
  field: ['name', 'description', 'bitOffset', 'bitWidth', 'access'],
};

function checkSvd(e: Element): void {
  const order = SVD_ORDER[e.name];
  if (order)
    expect(
      e.children.map((c) => c.name),
      e.name,
    ).toEqual(order);
  if (/^(offset|baseAddress|addressOffset|resetValue|resetMask)$/.test(e.name))
    expect(e.text).toMatch(/^0x[\dA-F]{8}$/);
  if (/^(width|bitOffset|bitWidth)$/.test(e.name)) expect(e.text).toMatch(/^\d+$/);
  if (e.name === 'access') expect(['read-only', 'write-only', 'read-write']).toContain(e.text);
  if (e.name === 'name') expect(e.text).toMatch(/^[A-Za-z_]\w*$/);
  e.children.forEach(checkSvd);
}

describe('isa exports', () => {
  it('the page in docs is what the data give (npm run docs)', () => {
    expect(readFileSync(projectPath('isa/README.md'), 'utf8')).toBe(isaMarkdown());
  });

  it.runIf(compiler)('the C header compiles without a warning and says what the data say', () => {
    const dir = temporaryDirectory();
    writeFileSync(join(dir, 'sextant.h'), isaHeader());
    const checks = REGISTERS.map(
      (r) => `_Static_assert(SX_${r.name} == ${r.address} && SX_${r.name}_BITS == ${r.bits}, "");`,
    );
    const main = `int main(void) { return sx_spi_header(1, SX_SPI_CODE_WREC, 5, 6) == 0xc0050006u ? 0 : 1; }`;
    writeFileSync(join(dir, 'test.c'), `#include "sextant.h"\n${checks.join('\n')}\n${main}\n`);
    const program = join(dir, 'test');
    const cc = spawnSync('cc', ['-Wall', '-Werror', '-std=c11', '-o', program, join(dir, 'test.c')], {
      encoding: 'utf8',
    });
    expect(cc.stderr).toBe('');
    expect(spawnSync(program).status).toBe(0);
  });

  it('the SVD file has the structure of CMSIS-SVD and every register', () => {
    const device = parseXml(isaSvd('1.2.3'));
    checkSvd(device);
    const registers = device.children.at(-1)!.children[0]!.children.at(-1)!.children;
    expect(registers.map((r) => r.children[0]!.text)).toEqual(REGISTERS.map((r) => r.name));
    const offsets = registers.map((r) => Number(r.children[2]!.text));
    expect(offsets).toEqual(REGISTERS.map((r) => 4 * r.address));
  });

  it('the JSON holds everything', () => {
    const data = JSON.parse(isaJson()) as {
      registers: unknown[];
      instructions: unknown[];
      memories: unknown[];
    };
    expect([data.registers.length, data.instructions.length, data.memories.length]).toEqual([
      REGISTERS.length,
      INSTRUCTIONS.length,
      memoriesOf(REFERENCE).length,
    ]);
  });
});
