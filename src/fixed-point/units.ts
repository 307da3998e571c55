/** Branded numbers: a cycle is not a tick, a picojoule not a second, and the compiler knows. */

declare const unit: unique symbol;
type Branded<U extends string> = number & { readonly [unit]: U };

/** Edges of CLK. */
export type Cycle = Branded<'cycle'>;
/** Time steps of the network. */
export type Tick = Branded<'tick'>;
export type Second = Branded<'second'>;
export type Picojoule = Branded<'picojoule'>;

export const cycles = (n: number): Cycle => n as Cycle;
export const ticks = (n: number): Tick => n as Tick;
export const seconds = (n: number): Second => n as Second;
export const picojoules = (n: number): Picojoule => n as Picojoule;
