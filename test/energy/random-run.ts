/** Random host scripts for the energy tests: everything a host may do, sensible or not. */
import fc from 'fast-check';
import type { RegisterName } from '../../isa/registers.js';
import type { Chip } from '../../src/chip/chip.js';
import type { CycleObserver } from '../../src/chip/cycle.js';
import { Executor, HostTimeout } from '../../src/host/executor.js';
import { registerAddress, registersOf } from '../../src/isa/registers.js';
import { REFERENCE } from '../../src/design/design.js';
import type { Operation } from '../../src/host/operations.js';

const register = (name: RegisterName, value: number): Operation => {
  const address = registerAddress(name);
  return { op: 'spiw', header: (1 << 16) | address, data: [value] };
};

const anyRegister = fc
  .tuple(fc.constantFrom(...registersOf(REFERENCE)), fc.nat(0xffffffff))
  // Sizes stay small, so that a step is short; other registers take anything, local ticks and halts too.
  .filter(([r]) => !['NUM_INP', 'NUM_REC', 'CYCLES_PER_TICK'].includes(r.name))
  .map(([r, value]): Operation => register(r.name, value));

const memory = fc
  .tuple(
    fc.integer({ min: 1, max: 5 }),
    fc.nat(63),
    fc.array(fc.nat(0xffffffff), { minLength: 1, maxLength: 8 }),
  )
  .map(([code, address, data]): Operation => ({
    op: 'spiw',
    header: (code << 28) | (data.length << 16) | address,
    data,
  }));

const bit = fc.nat(1);
const act: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 8, arbitrary: fc.constant<Operation>({ op: 'tick' }) },
  { weight: 8, arbitrary: fc.nat(19).map((value): Operation => ({ op: 'aer', value })) },
  { weight: 2, arbitrary: fc.constant<Operation>({ op: 'pulse' }) },
  { weight: 2, arbitrary: fc.nat(300).map((value): Operation => ({ op: 'wait', value })) },
  { weight: 2, arbitrary: bit.map((value): Operation => ({ op: 'sample', value })) },
  { weight: 2, arbitrary: bit.map((value): Operation => ({ op: 'tvalid', value })) },
  { weight: 1, arbitrary: fc.nat(15).map((value): Operation => ({ op: 'tgt', value })) },
  { weight: 1, arbitrary: fc.constant<Operation>({ op: 'out' }) },
  { weight: 1, arbitrary: anyRegister },
  { weight: 1, arbitrary: memory },
  {
    weight: 1,
    arbitrary: fc.nat(63).map((a): Operation => ({ op: 'spir', header: 0xb0010000 | a, count: 1 })),
  },
);

/** A script that starts a sample of a small learning network, and then random operations. */
export const randomScript: fc.Arbitrary<Operation[]> = fc
  .record({
    sizes: fc.tuple(fc.nat(19), fc.nat(19)),
    perTick: fc.integer({ min: 60, max: 900 }),
    settings: fc.array(anyRegister, { maxLength: 12 }),
    contents: fc.array(memory, { maxLength: 6 }),
    eprop: fc.nat(7),
    body: fc.array(act, { minLength: 5, maxLength: 60 }),
  })
  .map(({ sizes: [inputs, neurons], perTick, settings, contents, eprop, body }) => [
    { op: 'rst', value: 5 },
    register('NUM_INP', inputs),
    register('NUM_REC', neurons),
    register('CYCLES_PER_TICK', perTick),
    ...settings,
    ...contents,
    register('DO_EPROP', eprop),
    register('LOCAL_TICK', 0),
    register('EN_CONF', 0),
    { op: 'sample', value: 1 },
    { op: 'tick' },
    ...body,
  ]);

/** Runs a script; a wait that cannot end is given up, and the script goes on. */
export function runScript(
  chip: Chip,
  script: readonly Operation[],
  observer?: () => CycleObserver | undefined,
): void {
  const executor = new Executor(chip, {
    timeout: 3000,
    observer: {
      get observer() {
        return observer?.();
      },
    },
  });
  for (const operation of script) {
    try {
      executor.run(operation);
    } catch (error) {
      if (!(error instanceof HostTimeout)) throw error;
    }
  }
}
