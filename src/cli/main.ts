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
};

const program = new Command('sextant').description(
  'Cycle-accurate emulator of a ReckOn-style on-chip online-learning processor',
);
// Help, and a misspelt name, need them all.
const asked = COMMANDS[process.argv[2] ?? ''];
for (const load of asked ? [asked] : Object.values(COMMANDS)) program.addCommand(await load());

await runMain(program);
