/**
 * Memories that a chip has in the tests of a training, and not while it learns: what it learnt is written into faulty cells
 * or memristive devices for the tests of each epoch, and it learns on with its own memories.
 */
import type { Chip } from '../chip/chip.js';
import { injectFaults } from '../chip/inject-faults.js';
import { loadWeights, readWeights } from '../chip/weights.js';
import type { TaskSizes } from '../data/task.js';
import { weightsInDevices, type Devices } from '../faults/devices.js';
import type { Faults } from '../faults/fault-map.js';

export class TestMemories {
  private restore: (() => void) | undefined;

  /** @param write puts what the memories hold into those of the tests, for the epoch of that number, from 0. */
  constructor(
    private readonly chip: Chip,
    private readonly write: (epoch: number) => void,
  ) {}

  /** To be called before the first test of an epoch. */
  begin(epoch: number): void {
    this.restore = keepMemories(this.chip);
    this.write(epoch);
  }

  /** To be called after the last test: the memories hold what they held before. */
  end(): void {
    this.chip.injectFaults(undefined);
    this.restore?.();
    this.restore = undefined;
  }
}

/** Tests with faulty cells. */
export const faultyTests = (chip: Chip, faults: Faults): TestMemories =>
  new TestMemories(chip, () => {
    injectFaults(chip.state, faults, 'written again');
  });

/** Tests with weights in memristive devices, which are programmed once for the tests of an epoch. */
export const deviceTests = (chip: Chip, devices: Devices, sizes: TaskSizes): TestMemories =>
  new TestMemories(chip, (programming) => {
    const limit = -chip.state.design.weightLeast;
    for (const bank of devices.banks) {
      const pres = bank === 'winp' ? sizes.inputs : sizes.neurons;
      const posts = bank === 'wout' ? sizes.outputs : sizes.neurons;
      const learnt = readWeights(chip, bank, pres, posts);
      loadWeights(chip, bank, weightsInDevices(learnt, limit, devices, { bank, programming }), posts);
    }
  });

function keepMemories({ state: { winp, wrec, wout, neur } }: Chip): () => void {
  const fields = [neur.alphaLow, neur.threshold];
  const arrays = [winp.bytes, wrec.bytes, wout.bytes, ...fields];
  const kept = arrays.map((array) => array.slice());
  return () => {
    arrays.forEach((array, i) => array.set(kept[i]!));
    for (const bank of [winp, wrec, wout, neur]) bank.writes++;
  };
}
