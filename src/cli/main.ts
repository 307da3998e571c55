#!/usr/bin/env node
/** The command line. Only the command that is run is loaded: node takes longer to parse all of them than to run one. */
import { Command } from 'commander';
import { runMain } from './shell.js';

interface Entry {
  /** Line in the overview. */
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

const COMMANDS: Readonly<Record<string, Entry>> = {
  train: {
    summary: 'train the chip on a task, on chip',
    load: async () => (await import('./train/train.js')).trainCommand(),
  },
  run: {
    summary: 'execute a host script or a firmware program',
    load: async () => (await import('./run/run.js')).runCommand(),
  },
  debug: {
    summary: 'run a program forwards and backwards, and ask why',
    load: async () => (await import('./debug/debug.js')).debugCommand(),
  },
  verify: {
    summary: 'run recorded scenarios and compare',
    load: async () => (await import('./verify.js')).verifyCommand(),
  },
  energy: {
    summary: 'price a finished run',
    load: async () => (await import('./energy/energy.js')).energyCommand(),
  },
  trace: {
    summary: 'compare, convert and look at traces',
    load: async () => (await import('./trace/trace.js')).traceCommand(),
  },
  plot: {
    summary: 'draw a run as one HTML page',
    load: async () => (await import('./plot.js')).plotCommand(),
  },
  asm: { summary: 'assemble a source', load: async () => (await import('./asm.js')).asmCommand() },
  disasm: {
    summary: 'disassemble a firmware image',
    load: async () => (await import('./disasm.js')).disasmCommand(),
  },
  inspect: {
    summary: 'show what is in a firmware image',
    load: async () => (await import('./inspect.js')).inspectCommand(),
  },
  lint: {
    summary: 'find silent failures of a firmware program',
    load: async () => (await import('./lint.js')).lintCommand(),
  },
  infer: {
    summary: 'run samples through an imported network on the chip',
    load: async () => (await import('./network/infer.js')).inferCommand(),
  },
  export: {
    summary: 'write a network on the chip as NIR',
    load: async () => (await import('./network/export-network.js')).exportCommand(),
  },
  import: {
    summary: 'turn a network (NIR) or a host script into a program for the chip',
    load: async () => (await import('./import.js')).importCommand(),
  },
  data: {
    summary: 'generate tasks; bin, convert and show event data',
    load: async () => (await import('./data/data.js')).dataCommand(),
  },
  study: {
    summary: 'run co-design studies: many chips and settings, one question',
    load: async () => (await import('./study/study.js')).studyCommand(),
  },
  chip: {
    summary: 'show what a design of the chip is: memories, cycles, energies, area',
    load: async () => (await import('./chip.js')).chipCommand(),
  },
  isa: {
    summary: 'print registers, memories, instructions',
    load: async () => (await import('./isa.js')).isaCommand(),
  },
};

const program = new Command('sextant').description(
  'Cycle-accurate emulator of a ReckOn-style on-chip online-learning processor',
);
const chosen = process.argv.slice(2).find((word) => Object.hasOwn(COMMANDS, word));
// The others have only their names, for the overview and for hints at a misspelt one.
for (const [name, { summary, load }] of Object.entries(COMMANDS))
  program.addCommand(name === chosen ? await load() : new Command(name).summary(summary));

await runMain(program);
