/** Verifies scenarios side by side, each in a worker. */
import { verifyScenario, type Scenario, type VerifyOptions, type VerifyResult } from '../../verify/verify.js';
import { bytesOf } from '../scenario-files.js';
import type { VerifyTask } from './verify-worker.js';
import { workerScript } from './worker-script.js';

export interface PoolOptions extends VerifyOptions {
  /** Number of scenarios that are verified at the same time. */
  readonly jobs: number;
  /** Called between results; the work ends when it returns true. */
  readonly stopped?: () => boolean;
}

/** Results in the order of the scenarios, each as soon as it and those before it are there. */
export async function* verifyScenarios(
  scenarios: readonly Scenario[],
  { jobs, stopped = () => false, ...options }: PoolOptions,
): AsyncGenerator<VerifyResult, void> {
  if (jobs === 1 || scenarios.length === 1) {
    for (const scenario of scenarios) {
      if (stopped()) return;
      yield await verifyScenario(scenario, options);
    }
    return;
  }
  // Loaded here because no other command needs it.
  const { Piscina } = await import('piscina');
  const threads = Math.min(jobs, scenarios.length);
  const pool = new Piscina<VerifyTask, VerifyResult>({
    filename: workerScript('verify-worker').href,
    minThreads: threads,
    maxThreads: threads,
  });
  try {
    const running = new Map<Scenario, Promise<VerifyResult>>();
    // The largest first: no worker is left with a long one while the others have nothing to do.
    for (const scenario of [...scenarios].sort((a, b) => bytesOf(b) - bytesOf(a))) {
      const result = pool.run({ host: scenario.host.name, ...options });
      result.catch(() => undefined);
      running.set(scenario, result);
    }
    for (const scenario of scenarios) {
      if (stopped()) return;
      yield await running.get(scenario)!;
    }
  } finally {
    await pool.destroy();
  }
}
