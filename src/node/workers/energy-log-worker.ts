/** Prices and encodes the energy log beside the simulation. */
import type { LogStart } from '../../energy/log/log-encoder.js';
import type { ActivityBlock } from '../../energy/log/log.js';
import { serve } from './pipe-worker.js';

await serve(async (start: LogStart) => {
  // Loaded here, where the worker already stands back.
  const { LogEncoder } = await import('../../energy/log/log-encoder.js');
  const encoder = await LogEncoder.begin(start);
  return {
    encode: (block: ActivityBlock | undefined) => (block ? encoder.encode(block) : [encoder.end()]),
    memory: (block) => block.values,
  };
});
