/** Prices and encodes the energy log beside the simulation: blocks of counters in, bytes and the emptied block out. */
import { LogEncoder, type LogStart } from '../energy/log-encoder.js';
import type { ActivityBlock } from '../energy/log.js';
import { serve } from './worker-pipe.js';

serve((start: LogStart) => {
  const encoder = new LogEncoder(start);
  return (block: ActivityBlock | undefined) =>
    block ? { pieces: encoder.encode(block), spare: block.values } : { pieces: encoder.end() };
});
