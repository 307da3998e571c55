/**
 * The configuration registers as a CMSIS-SVD file (schema 1.3.9) for debuggers and generators.
 *
 * SVD describes memory: register n of the chip stands at offset 4 n. A bridge that maps the SPI port so can take it as
 * it is; for others names, widths, reset values and meanings hold.
 */
import { REFERENCE, type Design } from '../design/design.js';
import { escapeHtml } from '../text/html.js';
import { registersOf, type Register } from './registers.js';

const hex = (value: number): string => `0x${(value >>> 0).toString(16).toUpperCase().padStart(8, '0')}`;
const el = (name: string, text: string | number): string => `<${name}>${escapeHtml(String(text))}</${name}>`;

function register(r: Register): string[] {
  return [
    '        <register>',
    `          ${el('name', r.name)}`,
    `          ${el('description', r.meaning)}`,
    `          ${el('addressOffset', hex(4 * r.address))}`,
    `          ${el('size', 32)}`,
    `          ${el('access', 'write-only')}`,
    `          ${el('resetValue', hex(r.reset ?? 0))}`,
    `          ${el('resetMask', hex(r.reset === undefined ? 0 : 2 ** r.bits - 1))}`,
    '          <fields>',
    '            <field>',
    `              ${el('name', 'VALUE')}`,
    `              ${el('description', r.signed ? `two's complement: ${r.meaning}` : r.meaning)}`,
    `              ${el('bitOffset', 0)}`,
    `              ${el('bitWidth', r.bits)}`,
    `              ${el('access', 'write-only')}`,
    '            </field>',
    '          </fields>',
    '        </register>',
  ];
}

/**
 * The registers of a chip as a CMSIS-SVD file, which debuggers read.
 * @param version of the package.
 */
export function isaSvd(version: string, design: Design = REFERENCE): string {
  const registers = registersOf(design);
  const last = Math.max(...registers.map((r) => r.address));
  const chip = design.isReference ? '' : ` of the chip ${design.name}`;
  const lines = [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<device schemaVersion="1.3.9" xmlns:xs="http://www.w3.org/2001/XMLSchema-instance" xs:noNamespaceSchemaLocation="CMSIS-SVD.xsd">',
    `  ${el('name', 'SEXTANT')}`,
    `  ${el('version', version)}`,
    `  ${el('description', `ReckOn-style on-chip online-learning processor: configuration registers${chip} behind the SPI port`)}`,
    `  ${el('addressUnitBits', 8)}`,
    `  ${el('width', 32)}`,
    `  ${el('size', 32)}`,
    `  ${el('access', 'write-only')}`,
    `  ${el('resetValue', hex(0))}`,
    `  ${el('resetMask', hex(0xffffffff))}`,
    '  <peripherals>',
    '    <peripheral>',
    `      ${el('name', 'CONFIG')}`,
    `      ${el('description', 'Configuration registers, SPI code 0; register n at offset 4 n')}`,
    `      ${el('baseAddress', hex(0))}`,
    '      <addressBlock>',
    `        ${el('offset', hex(0))}`,
    `        ${el('size', hex(4 * (last + 1)))}`,
    `        ${el('usage', 'registers')}`,
    '      </addressBlock>',
    '      <registers>',
    ...registers.flatMap(register),
    '      </registers>',
    '    </peripheral>',
    '  </peripherals>',
    '</device>',
  ];
  return `${lines.join('\n')}\n`;
}
