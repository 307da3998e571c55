/**
 * The layers: a room imports itself and rooms of lower ranks, never a room of its own rank or above, types included.
 * Run with `npm run layers`; test/layers.test.ts proves that each rule reports its violation, and that ARCHITECTURE.md
 * lists the same rooms.
 */

/** Rooms by rank, lowest first. */
const RANKS = [
  ['src/fixed-point', 'src/text'],
  ['isa', 'src/design', 'src/faults', 'src/table', 'src/files', 'src/charts'],
  ['src/isa', 'src/hdf5', 'src/events', 'src/page'],
  ['src/chip', 'src/firmware'],
  ['src/asm', 'src/position', 'src/network'],
  ['src/signals'],
  ['src/energy', 'src/trace'],
  ['src/host'],
  ['src/sequencer'],
  ['src/run', 'src/lint', 'src/study'],
  ['src/verify', 'src/data', 'src/debug'],
  ['src/node', 'src/compare', 'src/training', 'src/inference', 'src/dap'],
  ['src/plot', 'src/study-node'],
  ['src/cli', 'src/library'],
];

/** Rooms that may use modules of Node; a browser can load all others. */
const NODE_ROOMS = [
  'src/files',
  'src/hdf5',
  'src/data',
  'src/node',
  'src/compare',
  'src/training',
  'src/inference',
  'src/plot',
  'src/study-node',
  'src/cli',
  'src/library',
];

/** Folders of the project that do not ship, each with the folders it may import beside src, isa and itself. */
const OUTSIDE = { bench: [], wasm: [], tools: ['wasm'], test: ['bench', 'tools', 'wasm'] };

const within = (folders) => `^(${folders.join('|')})/`;
const rooms = RANKS.flat();

const layers = RANKS.flatMap((rank, height) =>
  rank.map((room) => ({
    name: `layer: ${room}`,
    comment: `${room} may import only rooms of lower ranks`,
    severity: 'error',
    from: { path: within([room]) },
    to: {
      path: within(
        RANKS.slice(height)
          .flat()
          .filter((other) => other !== room),
      ),
    },
  })),
);

const outside = Object.entries(OUTSIDE).map(([folder, mayImport]) => ({
  name: `outside: ${folder}`,
  comment: `${folder} may import ${['src', 'isa', ...mayImport].join(', ')} only`,
  severity: 'error',
  from: { path: within([folder]) },
  to: {
    path: within(Object.keys(OUTSIDE).filter((other) => other !== folder && !mayImport.includes(other))),
  },
}));

module.exports = {
  forbidden: [
    ...layers,
    ...outside,
    {
      name: 'no-circular',
      comment: 'modules that need each other, be it for types, are one module or hide a third',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'portable',
      comment:
        'a browser loads this room: no modules of Node; files are read and written in files, data, node and cli',
      severity: 'error',
      from: { path: within(rooms.filter((room) => !NODE_ROOMS.includes(room))) },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'ships-alone',
      comment: 'the package needs nothing of the tests, the benchmark, the tools or the kernel generators',
      severity: 'error',
      from: { path: '^(src|isa)/' },
      to: { path: within(Object.keys(OUTSIDE)) },
    },
    {
      name: 'declared-outputs',
      comment: 'commands write only files that they have declared (src/files/declared-files.ts)',
      severity: 'error',
      from: { path: '^src/cli/' },
      to: { path: '^src/files/output\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'unranked',
      comment: 'a new folder under src needs a rank in .dependency-cruiser.cjs; no module lies in src itself',
      severity: 'error',
      from: { path: '^src/', pathNot: within(rooms) },
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
