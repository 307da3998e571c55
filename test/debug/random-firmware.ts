/** Random firmware programs: calls, branches, stores, marks, learning samples, and an end by halt, trap or time-out. */
import { assemble } from '../../src/asm/assembler.js';
import type { FirmwareImage } from '../../src/firmware/image.js';
import { noFiles } from '../asm/no-files.js';

const ENDS = ['halt 3', 'ldi r1, -4\n        lw r1, r1, 0', 'limit 5\n        wait 50'];

/** Makes one. @param random numbers from 0 up to 1. */
export async function randomFirmware(random: () => number): Promise<FirmwareImage> {
  const below = (n: number): number => Math.floor(random() * n);
  const neurons = 3 + below(13);
  const word = (): string => `0x${below(2 ** 32).toString(16)}`;
  const registers = [
    ['NUM_INP', neurons],
    ['NUM_REC', neurons],
    ['NUM_OUT', 1 + below(4)],
    ['DO_EPROP', below(8)],
    ['SINGLE_LABEL', 1],
    ['EN_STOCH_ROUND', below(2)],
    ['FP_LOC_WINP', 3],
    ['FP_LOC_WREC', 3],
    ['FP_LOC_TINP', 3],
    ['FP_LOC_TREC', 3],
    ['LEARN_SIG_SCALE', 4],
    ['LR_P_WINP', 8 + below(12)],
    ['LR_P_WREC', 8 + below(12)],
    ['LR_P_WOUT', 14],
    ['THR_H_0', below(2) === 0 ? 20 : 0x7fff],
    ['H_1', 1],
    ['KAPPA', 0x70],
    ['SEED_INP', 1 + below(1000)],
    ['SEED_REC', 1 + below(1000)],
    ['SEED_OUT', 1 + below(1000)],
  ] as const;
  const events = Array.from({ length: 1 + below(4) }, () => `        aer     ${below(4)}`);
  const membranes = Array.from({ length: 4 * neurons }, (_, i) => (i % 4 === 3 ? '0xf00003c0' : '0'));
  const source = `
start:  sck     ${1 + below(2)}
        autosnap 0
        rst     5
        wait    10
        cfg     EN_CONF, 1
${registers.map(([name, value]) => `        cfg     ${name}, ${value}`).join('\n')}
        la      r1, words
        spiw    r1, (words_end - words) / 4
        cfg     EN_CONF, 0
        wait    50
        li      r4, ${1 + below(3)}
        la      r6, kept
next_epoch:
        call    sample
        sw      r4, r6, 0
        mark    r3
        loop    r4, next_epoch
        ${ENDS[below(ENDS.length)]!}

sample: la      r3, text
        mark    r3
        sample  1
        wait    5
        li      r2, ${2 + below(6)}
tick:
${events.join('\n')}
        andi    r5, r2, ${below(4)}
        bnez    r5, plain
        tgt     ${below(2)}
        wait    10
        tvalid  1
plain:  tick
        addi    r7, r7, 1
        loop    r2, tick
        tvalid  0
        sample  0
        wait    5
        pulse
        out     r5
        push    r5
        ret

        .data
text:   .string  "sample"
        .align  4
kept:   .space  8
words:  .word   write(WINP, 0, 8), ${Array.from({ length: 8 }, word).join(', ')}
        .word   write(WREC, 0, 8), ${Array.from({ length: 8 }, word).join(', ')}
        .word   write(WOUT, 0, 8), ${Array.from({ length: 8 }, word).join(', ')}
        .word   write(NEUR, 0, ${membranes.length})
        .word   ${membranes.join(', ')}
words_end:
`;
  return (await assemble('random.s', source, noFiles)).image;
}
