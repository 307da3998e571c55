/** Prices and encodes the energy log beside the simulation. */
import { LogEncoder, type LogStart } from '../energy/log-encoder.js';
import type { ActivityBlock } from '../energy/log.js';
import { serve } from './worker-pipe.js';

serve((start: LogStart) => {
  const encoder = new LogEncoder(start);
  return {
    encode: (block: ActivityBlock | undefined) => (block ? encoder.encode(block) : encoder.end()),
    memory: (block) => [block.values],
  };
});
