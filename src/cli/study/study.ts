/** `sextant study`: co-design studies, from their points to their answers. */
import { Command } from 'commander';
import { askCommand } from './ask.js';
import { collectCommand, queryCommand } from './collect.js';
import { exportStudyCommand } from './export.js';
import { planCommand } from './plan.js';
import { reportCommand } from './report-command.js';
import { runCommand, workCommand } from './run-command.js';
import { statusCommand } from './status.js';
import { submitCommand } from './submit.js';
import { verifyCommand } from './verify.js';

export function studyCommand(): Command {
  return new Command('study')
    .description('co-design studies: many chips and settings, one question, answers with their price')
    .addCommand(planCommand())
    .addCommand(runCommand())
    .addCommand(statusCommand())
    .addCommand(collectCommand())
    .addCommand(queryCommand())
    .addCommand(reportCommand())
    .addCommand(verifyCommand())
    .addCommand(exportStudyCommand())
    .addCommand(askCommand())
    .addCommand(submitCommand())
    .addCommand(workCommand());
}
