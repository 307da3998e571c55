/** Rules on samples: events, labels, marks and answers where they mean something. */
import type { Operation } from '../../host/operations.js';
import type { Rule } from '../model.js';

/** Bits of a label that reach the chip. */
const LABEL_BITS = 4;

export const eventRule: Rule = {
  operation(o, m) {
    if (o.op !== 'aer') return;
    if (!m.sampleHigh)
      m.report({
        name: 'event-outside-sample',
        message: `an event of input ${o.value} while SAMPLE is low: the chip keeps it, and it becomes part of the next sample`,
        cure: 'send it after sample 1',
      });
    const last = m.get('NUM_INP');
    if (o.value > last && !m.blind)
      m.report({
        name: 'event-beyond-inputs',
        message: `an event of input ${o.value}, but NUM_INP is ${last}`,
        cure: 'raise NUM_INP, or correct the event',
      });
  },
};

export const labelRule: Rule = {
  operation(o, m) {
    if (o.op !== 'tgt' || m.blind || m.get('REGRESSION') !== 0 || o.value <= m.get('NUM_OUT')) return;
    m.report({
      name: 'label-beyond-outputs',
      message: `label ${o.value} is given, but NUM_OUT is ${m.get('NUM_OUT')}${
        o.value >= 2 ** LABEL_BITS ? `; the chip takes it for ${o.value % 2 ** LABEL_BITS}` : ''
      }`,
      cure: 'raise NUM_OUT, or correct the label',
    });
  },
};

/** Marks that are still high when the next sample begins. */
export const leftHighRule: Rule = {
  operation(o, m) {
    if (o.op !== 'sample' || o.value === 0 || m.sampleHigh) return;
    const { TARGET_VALID: target, INFER_ACC: infer } = m.marks;
    if (target.high && target.raisedIn > 0)
      m.report({
        name: 'target-valid-left-high',
        message: `a sample begins with TARGET_VALID still high from sample ${target.raisedIn}: it is supervised from its first step, with the old label`,
        cure: 'tvalid 0 after the answer',
      });
    if (infer.high && infer.raisedIn > 0)
      m.report({
        name: 'infer-left-high',
        message: `a sample begins with INFER_ACC still high from sample ${infer.raisedIn}: winners count from its first step`,
        cure: 'infer 0 after the answer',
      });
  },
};

export const answerRule: Rule = {
  operation(o, m) {
    if (o.op !== 'out' || m.blind || m.marks.INFER_ACC.inSample || m.ticksInSample === 0) return;
    if (m.get('SEND_LABEL_ONLY') === 0 || m.get('REGRESSION') !== 0) return;
    m.report({
      name: 'answer-without-inference',
      message:
        'an answer is read though INFER_ACC was low throughout the sample: no winner was counted, it is always 0',
      cure: 'infer 1 where winners should count (or play with INFER)',
    });
  },
};

const isTick = (o: Operation): boolean => o.op === 'tick' || o.op === 'pulse';

/** Supervision by which nothing can be learnt. */
export const supervisionRule: Rule = {
  operation(o, m) {
    if (!isTick(o) || m.blind || !m.sampleHigh || !m.marks.TARGET_VALID.high) return;
    if (m.get('DO_EPROP') !== 0) return;
    m.report({
      name: 'supervision-without-learning',
      message: 'TARGET_VALID is high, but DO_EPROP is 0 in this step: the chip ignores it and learns nothing',
      cure: 'write DO_EPROP before the sample, or leave TARGET_VALID low (play without SUPERVISE)',
    });
  },
};

/** Learning that is never supervised: known only at the end, reported at the first tick that would learn. */
export function learningRule(): Rule {
  let first: { place: number; value: number } | undefined;
  return {
    operation(o, m) {
      if (first !== undefined || !isTick(o) || !m.sampleHigh || m.blind) return;
      // Regularisation in every step learns without a target.
      if (m.get('DO_EPROP') === 0 || (m.get('REGUL_MODE') & 6) === 6) return;
      first = { place: m.place, value: m.get('DO_EPROP') };
    },
    end(m) {
      if (first === undefined || m.marks.TARGET_VALID.ever) return;
      m.report(
        {
          name: 'learning-without-target',
          message: `DO_EPROP is ${first.value} in this step, but TARGET_VALID is never raised: nothing is learnt`,
          cure: 'raise it with tvalid 1 (or play with SUPERVISE), or write DO_EPROP 0',
        },
        first.place,
      );
    },
  };
}
