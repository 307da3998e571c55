/** The program that loads a network and lets it answer samples, as assembler text. */
import { parameterText, type Design } from '../design/design.js';
import { pairWords, registersOf, type ChipNetwork } from './chip-network.js';

/** Files beside the program, by what is in them. */
export const NETWORK_FILES = {
  description: 'network.json',
  input: 'weights_inp.dat',
  recurrent: 'weights_rec.dat',
  output: 'weights_out.dat',
  program: 'infer.s',
  samples: 'samples.csv',
} as const;

const WORDS_PER_LINE = 4;
/** Pairs have four words of 32 bits; the uppermost holds leak and threshold. */
const PAIR_BYTES = 16;

const hex = (value: number): string => `0x${value.toString(16).padStart(8, '0')}`;

/** What the program does with any network. */
const CODE = `        .counter correct, samples
        .reg    index, r4
        .reg    count, r5
        .reg    answer, r6
        .reg    truth, r7
        .reg    text, r8

start:  sck     2
        autosnap 0
        rst     5
        wait    10
        cfg     EN_CONF, 1
        la      r1, setup
        spiw    r1, setup.words
        call    load_weights
        la      r1, neurons
        spiw    r1, NEURON_WORDS
        cfg     EN_CONF, 0
        wait    50
        li      index, 0
        samples count, data
        setc    samples, count
next:   play    index, data, INFER      ; no SUPERVISE: the label stays here
        out     answer
        wait    50
        infer   0
        wait    50
        la      text, tag
        snap    text                    ; the tag names the sample
        push    answer
        label   truth, index, data
        addi    index, index, 1
        bne     answer, truth, wrong
        inc     correct
wrong:  blt     index, count, next
        halt    0

        .macro  load_rows matrix
        la      r1, \\matrix
        li      r2, \\matrix.rows
.row\\@: spiw    r1, \\matrix.words
        loop    r2, .row\\@
        .endm

load_weights:
        load_rows winp
        load_rows wrec
        load_rows wout
        ret

`;

/** What names the chip at the start of a program; nothing for the public design. */
const chipLine = (design: Design): string =>
  design.isReference ? '' : `        .chip   ${parameterText(design).replaceAll(',', ', ')}\n\n`;

/** The program of a network. @param name of the network, for the comment at its start. */
export function inferenceProgram(n: ChipNetwork, name: string): string {
  const pairs = pairWords(n);
  const words = pairs.flatMap((top) => ['0', '0', '0', hex(top)]);
  const lines: string[] = [];
  for (let i = 0; i < words.length; i += WORDS_PER_LINE)
    lines.push(`        .word ${words.slice(i, i + WORDS_PER_LINE).join(', ')}`);
  const settings = registersOf(n).map(([register, value]) => `        ${register.padEnd(15)} ${value}`);
  return `; ${name}: answers samples with a network from ${n.source}. Nothing learns, nothing is written back.
;
; The samples are those of ${NETWORK_FILES.samples}: an event a line, the label from the tick on that winners count.
; A step of the network takes one tick; the last of its ${n.latency} steps of latency need ticks without events.
;
; Run it:  sextant run ${NETWORK_FILES.program} --expect 'correct>=1'

${chipLine(n.design)}        .equ    NEURON_WORDS, ${1 + (pairs.length * PAIR_BYTES) / 4}

${CODE}        .data
tag:    .string "sample_{r4}"
        .align  4
        .config setup
${settings.join('\n')}
        .endconfig
neurons:
        .word write(NEUR, 0, ${words.length})
${lines.join('\n')}

        .weights
        .incdata winp, winp, "${NETWORK_FILES.input}", ${n.inputs}, ${n.neurons}
        .incdata wrec, wrec, "${NETWORK_FILES.recurrent}", ${n.neurons}, ${n.neurons}
        .incdata wout, wout, "${NETWORK_FILES.output}", ${n.neurons}, ${n.outputs}

        .incdata data, events, "${NETWORK_FILES.samples}"
`;
}
