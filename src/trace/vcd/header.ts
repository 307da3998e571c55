/** The header of a value change dump (VCD, IEEE 1364): provenance, time scale, hierarchy of variables. */
import { ROOT_SCOPE } from '../../signals/signals.js';
import type { TraceMeta } from '../sink.js';

const UNITS: [string, number][] = [
  ['1 us', 1e6],
  ['100 ns', 1e5],
  ['10 ns', 1e4],
  ['1 ns', 1e3],
  ['100 ps', 100],
  ['10 ps', 10],
  ['1 ps', 1],
];

/** Coarsest unit in which a period is a whole number, and that number. */
export function timescale(periodPs: number): { unit: string; units: number } {
  const [unit, ps] = UNITS.find(([, size]) => periodPs % size === 0) ?? ['1 ps', 1];
  return { unit, units: Math.max(1, Math.round(periodPs / ps)) };
}

/** Identifier codes: shortest first, printable characters 33..126. */
export function identifier(index: number): string {
  let code = '';
  for (let n = index; ; n = Math.floor(n / 94) - 1) {
    code += String.fromCharCode(33 + (n % 94));
    if (n < 94) return code;
  }
}

/** A variable of a VCD: a number, text, or a number that is followed by its name as text. */
export interface VcdVariable {
  readonly name: string;
  readonly bits: number;
  readonly text?: boolean;
  readonly labelled?: boolean;
}

/**
 * The header, newline at its end. Identifiers count from 0 in the order of the variables; those of the names of labelled
 * ones follow after all others.
 */
export function vcdHeader(variables: readonly VcdVariable[], meta: TraceMeta, firstCycle: number): string {
  const lines = [
    '$version',
    `  Sextant ${meta.version}`,
    '$end',
    '$comment',
    `  source ${meta.source ?? '-'}; SHA-256 ${meta.sourceHash ?? '-'}; settings ${meta.settings ?? '-'}`,
    `  clock period ${meta.periodPs} ps, ${timescale(meta.periodPs).units} time units; first cycle ${firstCycle}`,
    '$end',
    `$timescale ${timescale(meta.periodPs).unit} $end`,
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
  variables.forEach(({ name: full, bits, text, labelled }, i) => {
    const path = [...ROOT_SCOPE.split('.'), ...full.split('.')];
    const name = path.pop()!;
    enter(path);
    const range = bits > 1 ? ` [${bits - 1}:0]` : '';
    lines.push(
      text
        ? `$var string 1 ${identifier(i)} ${name} $end`
        : `$var wire ${bits} ${identifier(i)} ${name}${range} $end`,
    );
    if (labelled) lines.push(`$var string 1 ${identifier(next++)} ${name}_name $end`);
  });
  enter([]);
  return lines;
}
