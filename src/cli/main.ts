#!/usr/bin/env node
/** The command line: one file a command. */
import { Command } from 'commander';
import { energyCommand } from './energy.js';
import { plotCommand } from './plot.js';
import { runCommand } from './run.js';
import { runMain } from './shell.js';
import { traceCommand } from './trace.js';
import { trainCommand } from './train.js';
import { verifyCommand } from './verify.js';

const program = new Command('sextant')
  .description('Cycle-accurate emulator of a ReckOn-style on-chip online-learning processor')
  .addCommand(trainCommand())
  .addCommand(runCommand())
  .addCommand(verifyCommand())
  .addCommand(energyCommand())
  .addCommand(traceCommand())
  .addCommand(plotCommand());

await runMain(program);
