#!/usr/bin/env node
/** The command line: one file a command. */
import { Command } from 'commander';
import { energyCommand } from './energy.js';
import { asmCommand } from './asm.js';
import { dataCommand } from './data.js';
import { disasmCommand } from './disasm.js';
import { importCommand } from './import.js';
import { inspectCommand } from './inspect.js';
import { isaCommand } from './isa.js';
import { lintCommand } from './lint.js';
import { runCommand } from './run.js';
import { runMain } from './shell.js';
import { trainCommand } from './train.js';
import { verifyCommand } from './verify.js';

const program = new Command('sextant')
  .description('Cycle-accurate emulator of a ReckOn-style on-chip online-learning processor')
  .addCommand(trainCommand())
  .addCommand(runCommand())
  .addCommand(verifyCommand())
  .addCommand(energyCommand())
  .addCommand(asmCommand())
  .addCommand(disasmCommand())
  .addCommand(inspectCommand())
  .addCommand(lintCommand())
  .addCommand(importCommand())
  .addCommand(dataCommand())
  .addCommand(isaCommand());

await runMain(program);
