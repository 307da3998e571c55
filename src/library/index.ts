/**
 * `sextant-emulator`: the library, apart from what needs Node (`sextant-emulator/node`).
 *
 *     import { Chip, Executor, parseOperation } from 'sextant-emulator';
 *
 *     const chip = new Chip();
 *     const host = new Executor(chip, { onEvent: (record) => console.log(record) });
 *     for (const line of ['rst 5', 'wait 10', 'snap reset']) host.run(parseOperation(line)!);
 *
 * Each part is an entry of its own, too: `/isa`, `/chip`, `/host`, `/firmware`, `/asm`, `/trace` and `/energy`.
 *
 * Runs in a browser.
 */
export * from './asm.js';
export * from './chip.js';
export * from './energy.js';
export * from './firmware.js';
export * from './host.js';
export * from './isa.js';
export * from './trace.js';
