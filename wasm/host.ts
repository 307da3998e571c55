/** What the code calls in the TypeScript around it (src/chip/turbo/simd-phases.ts). */

/** Reports what happens now (src/chip/turbo/reports.ts); the memory is as it is at that time. */
export declare function report(what: i32): void;
