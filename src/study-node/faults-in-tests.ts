/** Faults that are there in the tests of a training and not while it learns: a network that is trained without them. */
import type { Chip } from '../chip/chip.js';
import { injectFaults } from '../chip/inject-faults.js';
import type { Faults } from '../faults/fault-map.js';

/** The memories of a chip as they were. */
type Memories = () => void;

export class FaultsInTests {
  private restore: Memories | undefined;

  constructor(
    private readonly chip: Chip,
    private readonly faults: Faults,
  ) {}

  /** To be called before the first test of an epoch: what the memories hold is written into faulty ones. */
  begin(): void {
    this.restore = keepMemories(this.chip);
    injectFaults(this.chip.state, this.faults, 'written again');
  }

  /** To be called after the last test: the memories hold what they held before. */
  end(): void {
    this.chip.injectFaults(undefined);
    this.restore?.();
    this.restore = undefined;
  }
}

function keepMemories({ state: { winp, wrec, wout, neur } }: Chip): Memories {
  const fields = [neur.alphaLow, neur.threshold];
  const arrays = [winp.bytes, wrec.bytes, wout.bytes, ...fields];
  const kept = arrays.map((array) => array.slice());
  return () => {
    arrays.forEach((array, i) => array.set(kept[i]!));
    for (const bank of [winp, wrec, wout, neur]) bank.writes++;
  };
}
