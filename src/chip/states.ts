/** States of the two controllers, by the names of the vectors. */

/** Global controller. */
export const State = {
  IDLE: 0,
  PROP: 1,
  STEP: 2,
  SDONE: 3,
  GET_TAR: 4,
  CONFIG: 5,
  EPROP: 6,
  SEND: 7,
} as const;
/** Names of the states of the global controller, by number. */
export const STATE_NAMES = ['IDLE', 'PROP', 'STEP', 'SDONE', 'GET_TAR', 'CONFIG', 'EPROP', 'SEND'] as const;

/** Event controller. */
export const Evt = { WAIT: 0, CNT: 1, EVT: 2, SUPP: 3 } as const;
/** Names of the states of the event controller, by number. */
export const EVT_NAMES = ['WAIT', 'CNT', 'EVT', 'SUPP'] as const;
