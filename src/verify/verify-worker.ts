/** Worker of the verification pool: one scenario a task. */
import { verifyScenario, type Scenario, type VerifyOptions, type VerifyResult } from './verify.js';

export type VerifyTask = VerifyOptions & { scenario: Scenario };

export default function work({ scenario, ...options }: VerifyTask): Promise<VerifyResult> {
  return verifyScenario(scenario, options);
}
