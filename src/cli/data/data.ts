/** `sextant data`: generates, bins, converts and shows event data. */
import { Command } from 'commander';
import { binCommand } from './bin.js';
import { convertCommand } from './convert.js';
import { generateCommand } from './generate.js';
import { randomCommand } from './random.js';
import { showCommand } from './show.js';

export function dataCommand(): Command {
  return new Command('data')
    .description('generate tasks; turn recordings into inputs and ticks; convert and show event data')
    .addCommand(binCommand())
    .addCommand(showCommand())
    .addCommand(convertCommand())
    .addCommand(generateCommand())
    .addCommand(randomCommand());
}
