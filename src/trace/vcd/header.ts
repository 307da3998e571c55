/** The header of a value change dump (VCD, IEEE 1364): provenance, time scale, hierarchy of variables. */
import { isSignalName } from '../../signals/lookup.js';
import { ROOT_SCOPE } from '../../signals/signals.js';
import type { TraceMeta } from '../sink.js';

/** Time scales that VCD knows, coarsest first, and their length in femtoseconds. */
const SCALES = ['s', 'ms', 'us', 'ns', 'ps', 'fs'].flatMap((unit, i) =>
  [100, 10, 1].map((factor) => ({ name: `${factor} ${unit}`, fs: factor * 1000 ** (5 - i) })),
);

/**
 * The coarsest time scale in which a period is a whole number of units, and that number.
 * @param periodPs in picoseconds, a multiple of 0.001.
 */
export function timescale(periodPs: number): { unit: string; units: number } {
  const periodFs = Math.max(1, Math.round(periodPs * 1000));
  const { name, fs } = SCALES.find((scale) => periodFs % scale.fs === 0)!;
  return { unit: name, units: periodFs / fs };
}

/** Identifier codes: shortest first, printable characters 33..126. */
export function identifier(index: number): string {
  let code = '';
  for (let n = index; ; n = Math.floor(n / 94) - 1) {
    code += String.fromCharCode(33 + (n % 94));
    if (n < 94) return code;
  }
}

/** A variable of a VCD. */
export interface VcdVariable {
  readonly name: string;
  readonly type: 'bits' | 'real' | 'text';
  /** Width of bits. */
  readonly bits: number;
  readonly signed?: boolean | undefined;
  /** Whether a text variable follows with the name of the value. */
  readonly labelled?: boolean;
}

/** Text within `$comment`, which `$end` would end and where line ends do not count. */
const inComment = (text: string): string => text.replace(/\s+/g, ' ').replace(/(?<!\S)\$end(?!\S)/g, '$ end');

/**
 * The header, newline at its end. Identifiers count from 0 in the order of the variables; those of the names of labelled
 * ones follow after all others.
 * @param firstCycle absent for times that do not count cycles of the chip's clock.
 */
export function vcdHeader(
  variables: readonly VcdVariable[],
  { version, periodPs, source = '-', sourceHash = '-', settings = '-', chip, chipHash }: TraceMeta,
  firstCycle?: number,
): string {
  const { unit, units } = timescale(periodPs);
  const clock = `clock period ${periodPs} ps, ${units} time units; first cycle ${firstCycle}`;
  const lines = [
    '$version',
    `  Sextant ${version}`,
    '$end',
    '$comment',
    `  ${inComment(`source ${source}; SHA-256 ${sourceHash}; settings ${settings}`)}`,
    ...(firstCycle === undefined ? [] : [`  ${clock}`]),
    '$end',
    ...(chip === undefined ? [] : ['$comment', `  chip ${chip}; SHA-256 ${chipHash}`, '$end']),
    `$timescale ${unit} $end`,
    ...declarations(variables),
    '$enddefinitions $end',
  ];
  return `${lines.join('\n')}\n`;
}

function declarations(variables: readonly VcdVariable[]): string[] {
  const lines: string[] = [];
  let scope: string[] = [];
  const enter = (wanted: string[]): void => {
    let common = 0;
    while (common < scope.length && common < wanted.length && scope[common] === wanted[common]) common++;
    for (let i = scope.length; i > common; i--) lines.push('$upscope $end');
    for (const name of wanted.slice(common)) lines.push(`$scope module ${name} $end`);
    scope = wanted;
  };
  let next = variables.length;
  variables.forEach((variable, i) => {
    const { name: full, type, bits, labelled } = variable;
    const path = (isSignalName(full) ? `${ROOT_SCOPE}.${full}` : full).split('.');
    const name = path.pop()!;
    enter(path);
    lines.push(`$var ${typeAndWidth(variable)} ${identifier(i)} ${name}${rangeOf(name, type, bits)} $end`);
    if (labelled) lines.push(`$var string 1 ${identifier(next++)} ${name}_name $end`);
  });
  enter([]);
  return lines;
}

function typeAndWidth({ name, type, bits, signed }: VcdVariable): string {
  if (type !== 'bits') return type === 'text' ? 'string 1' : 'real 64';
  // Wires have no sign; our reader knows that of our own signals.
  return `${signed && !isSignalName(name) ? 'integer' : 'wire'} ${bits}`;
}

/** The range of a vector. A name that ends in a range of its own gets one as well, so that its own is not taken for it. */
function rangeOf(name: string, type: VcdVariable['type'], bits: number): string {
  if (type !== 'bits') return '';
  return bits > 1 || /\[\d+:\d+\]$/.test(name) ? ` [${bits - 1}:0]` : '';
}
