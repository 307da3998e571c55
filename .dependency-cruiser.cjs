/**
 * The layers: imports go to strictly lower ranks, never sideways between units of one rank.
 * Run with `npm run layers`; test/layers.test.ts proves that every rule bites.
 */

/** Units by rank, lowest first. A unit is one or more folders; inside a unit everything may meet. */
const RANKS = [
  { 'fixed-point': ['src/fixed-point'], text: ['src/text'] },
  { isa: ['isa'], table: ['src/table'], files: ['src/files'] },
  { 'isa-tools': ['src/isa'] },
  { chip: ['src/chip'], firmware: ['src/firmware'] },
  { asm: ['src/asm'], position: ['src/position'] },
  { signals: ['src/signals'] },
  { energy: ['src/energy'], trace: ['src/trace'] },
  { host: ['src/host'] },
  { sequencer: ['src/sequencer'] },
  { run: ['src/run'], lint: ['src/lint'] },
  { verify: ['src/verify'], data: ['src/data'] },
  { node: ['src/node'], compare: ['src/compare'], training: ['src/training'] },
  { plot: ['src/plot'] },
  { cli: ['src/cli'], web: ['src/web'] },
];

/** Units a browser loads: nothing of Node there. */
const PORTABLE = [
  'fixed-point',
  'text',
  'isa',
  'table',
  'isa-tools',
  'chip',
  'firmware',
  'asm',
  'position',
  'signals',
  'energy',
  'trace',
  'host',
  'sequencer',
  'lint',
  'run',
  'verify',
];

const within = (folders) => `^(${folders.join('|')})/`;
const units = RANKS.flatMap((rank, height) =>
  Object.entries(rank).map(([name, folders]) => ({ name, folders, height })),
);

/** For every unit: it may import itself and units of lower ranks. */
const layering = units.map((unit) => ({
  name: `layer-${unit.name}`,
  comment: `${unit.name} may import only units of lower ranks`,
  severity: 'error',
  from: { path: within(unit.folders) },
  to: {
    path: within(units.filter((u) => u !== unit && u.height >= unit.height).flatMap((u) => u.folders)),
  },
}));

const everywhere = within(units.flatMap((u) => u.folders));

module.exports = {
  forbidden: [
    ...layering,
    {
      name: 'no-circular',
      comment: 'modules that need each other are one module, or hide a third',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'portable',
      comment: 'a browser loads this: no Node modules; file access lives in io, host and cli',
      severity: 'error',
      from: { path: within(units.filter((u) => PORTABLE.includes(u.name)).flatMap((u) => u.folders)) },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'library-entry',
      comment: 'src/index.ts shows the library to its users; only the edges may use it',
      severity: 'error',
      from: { path: everywhere, pathNot: within(Object.values(RANKS.at(-1)).flat()) },
      to: { path: '^src/[^/]+$' },
    },
    {
      name: 'no-tests',
      comment: 'what ships needs nothing of the tests or the benchmark',
      severity: 'error',
      from: { path: '^(src|isa)/' },
      to: { path: '^(test|bench)/' },
    },
    {
      name: 'unranked-folder',
      comment: 'a new folder under src needs its rank in .dependency-cruiser.cjs',
      severity: 'error',
      from: { path: '^src/.+/', pathNot: everywhere },
      to: {},
    },
    {
      name: 'resolvable',
      comment: 'an import that leads nowhere',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
    },
  },
};
