; inference-only: a network as it comes from training elsewhere, answering samples. No learning, nothing is written back.
;
; One neuron listens to each input; neuron 0 speaks for output 0, neuron 1 for output 1: the chip says which input had
; more events. The samples are written here, in the source: an event is a tick and an input, a label the tick from which
; winners count and the right answer, an end the number of ticks.
;
; Run it:  sextant run firmware/inference-only.s --expect accuracy==1

        .counter correct, samples
        .reg    index, r4
        .reg    count, r5
        .reg    answer, r6
        .reg    truth, r7

start:  sck     2
        autosnap 0
        rst     5
        wait    10
        la      r1, setup
        spiw    r1, (end - setup) / 4
        cfg     EN_CONF, 0
        wait    50
        li      index, 0
        samples count, cues
        setc    samples, count
next:   play    index, cues, INFER | SPACED     ; no SUPERVISE: the label stays here
        out     answer
        wait    50
        infer   0
        wait    50
        push    answer
        label   truth, index, cues
        addi    index, index, 1
        bne     answer, truth, wrong
        inc     correct
wrong:  blt     index, count, next
        halt    0

        .data
        .config setup
        EN_CONF     1
        DO_EPROP    0
        NUM_INP     1
        NUM_REC     1
        NUM_OUT     1
        FP_LOC_WINP 3
        FP_LOC_WOUT 2
        KAPPA       0x7f                ; outputs remember for long
        .endconfig
        .word write(NEUR, 3, 1), 0xf00 << 20 | 300 << 4
        .word write(WINP, 0, 1), 60, write(WINP, 64, 1), 60 << 8
        .word write(WREC, 0, 1), 0, write(WREC, 64, 1), 0
        .word write(WOUT, 0, 1), 40, write(WOUT, 4, 1), 40 << 8
end:

        .events cues
        .sample                         ; three events left, one right
        .spike  1, 0
        .spike  3, 0
        .spike  5, 1
        .spike  7, 0
        .label  10, 0
        .end    16
        .sample                         ; one left, two right
        .spike  1, 1
        .spike  4, 0
        .spike  8, 1
        .label  10, 1
        .end    16
        .sample                         ; only right
        .spike  2, 1
        .label  10, 1
        .end    16
        .sample                         ; two left, early, one right, late: the left still weigh more
        .spike  0, 0
        .spike  1, 0
        .spike  9, 1
        .label  10, 0
        .end    16
