/** Prices and encodes the energy log beside the simulation. */
import type { LogStart } from '../../energy/log/log-encoder.js';
import type { ActivityBatch } from '../../energy/log/log.js';
import { serve } from './pipe-worker.js';

await serve(async (start: LogStart) => {
  // Loaded here because this worker runs at a lower priority by now.
  const { LogEncoder } = await import('../../energy/log/log-encoder.js');
  const encoder = await LogEncoder.begin(start);
  return {
    encode: (batch: ActivityBatch | undefined) => (batch ? encoder.encode(batch) : [encoder.end()]),
    memory: (batch) => batch.values,
  };
});
