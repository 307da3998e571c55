#!/usr/bin/env node
/** The command line: one file a command, loaded when it is asked for. */
import { Command } from 'commander';
import { runMain } from './shell.js';

const COMMANDS: Record<string, () => Promise<Command>> = {
  train: async () => (await import('./train.js')).trainCommand(),
  run: async () => (await import('./run.js')).runCommand(),
  verify: async () => (await import('./verify.js')).verifyCommand(),
  energy: async () => (await import('./energy.js')).energyCommand(),
  trace: async () => (await import('./trace.js')).traceCommand(),
  plot: async () => (await import('./plot.js')).plotCommand(),
  asm: async () => (await import('./asm.js')).asmCommand(),
  disasm: async () => (await import('./disasm.js')).disasmCommand(),
  inspect: async () => (await import('./inspect.js')).inspectCommand(),
  lint: async () => (await import('./lint.js')).lintCommand(),
  import: async () => (await import('./import.js')).importCommand(),
  data: async () => (await import('./data.js')).dataCommand(),
  isa: async () => (await import('./isa.js')).isaCommand(),
};

const program = new Command('sextant').description(
  'Cycle-accurate emulator of a ReckOn-style on-chip online-learning processor',
);
// Help, and a misspelt name, need them all.
const asked = COMMANDS[process.argv[2] ?? ''];
for (const load of asked ? [asked] : Object.values(COMMANDS)) program.addCommand(await load());

await runMain(program);
