/** Worker of the verification pool: one scenario a task. */
import { verifyScenario, type VerifyOptions, type VerifyResult } from '../../verify/verify.js';
import { scenarioOf } from '../scenario-files.js';

export type VerifyTask = VerifyOptions & {
  /** File of the host script; the recordings lie beside it. */
  readonly host: string;
};

export default function verifyTask({ host, ...options }: VerifyTask): Promise<VerifyResult> {
  const scenario = scenarioOf(host);
  if (!scenario) throw new Error(`${host}: the file of recorded events no longer exists`);
  return verifyScenario(scenario, options);
}
