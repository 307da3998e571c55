/** Worker of the pool that simulates the points of studies: a simulation a task. */
import { UserError } from '../../text/errors.js';
import { carryOut, type JobEnd, type SimulationJob } from '../simulation-job.js';

/** An error of the user's or of the machine; as an exception it would lose its exit code on the way out of the worker. */
export interface WorkerFault {
  readonly message: string;
  readonly exitCode: number;
}

export default async function studyTask(job: SimulationJob): Promise<JobEnd | WorkerFault> {
  try {
    return await carryOut(job);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { message: error.message, exitCode: error.exitCode };
  }
}
