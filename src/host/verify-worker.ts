/** Worker of the verification pool: one scenario a task. */
import { verifyScenario, type Scenario, type VerifyResult } from './verify.js';

export default function work(task: { scenario: Scenario; timeout?: number }): Promise<VerifyResult> {
  return verifyScenario(task.scenario, task.timeout === undefined ? {} : { timeout: task.timeout });
}
