#!/usr/bin/env node
/** The command line: one file a command, loaded when it is asked for. */
import { Command } from 'commander';
import { runMain } from './shell.js';

/** The commands: each one's line in the overview, and where it is. */
const COMMANDS: Readonly<Record<string, readonly [summary: string, load: () => Promise<Command>]>> = {
  train: ['train the chip on a task, on chip', async () => (await import('./train.js')).trainCommand()],
  run: [
    'execute a host script or a firmware program',
    async () => (await import('./run/run.js')).runCommand(),
  ],
  verify: ['run recorded scenarios and compare', async () => (await import('./verify.js')).verifyCommand()],
  energy: ['price a run that is over', async () => (await import('./energy/energy.js')).energyCommand()],
  trace: [
    'compare, convert and look at traces',
    async () => (await import('./trace/trace.js')).traceCommand(),
  ],
  plot: ['draw a run as one HTML page', async () => (await import('./plot.js')).plotCommand()],
  asm: ['assemble a source', async () => (await import('./asm.js')).asmCommand()],
  disasm: ['disassemble a firmware image', async () => (await import('./disasm.js')).disasmCommand()],
  inspect: ['show what is in a firmware image', async () => (await import('./inspect.js')).inspectCommand()],
  lint: ['find silent failures of a firmware program', async () => (await import('./lint.js')).lintCommand()],
  import: [
    'make a firmware image of a host script',
    async () => (await import('./import.js')).importCommand(),
  ],
  data: ['generate tasks, convert event data', async () => (await import('./data.js')).dataCommand()],
  isa: ['print registers, memories, instructions', async () => (await import('./isa.js')).isaCommand()],
};

const program = new Command('sextant').description(
  'Cycle-accurate emulator of a ReckOn-style on-chip online-learning processor',
);
const asked = process.argv.slice(2).find((word) => Object.hasOwn(COMMANDS, word));
// The others stand there by name, for the overview and for hints at a misspelt one.
for (const [name, [summary, load]] of Object.entries(COMMANDS))
  program.addCommand(name === asked ? await load() : new Command(name).summary(summary));

await runMain(program);
