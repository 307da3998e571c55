; blink: the smallest program that does something. One event at input 0 makes neuron 0 spike, its spike moves output 1,
; and the chip answers "1".
;
; A chip of 2 inputs, 2 neurons and 2 outputs, no learning. A weight word holds four weights, the first in its lowest
; byte; a neuron word holds the firing threshold of its two neurons in bits [115:100] and the low bits of their leak in
; [127:116], that is both in the fourth of its 32-bit chunks.
;
; Run it:    sextant run firmware/blink.s
; Look in:   sextant run firmware/blink.s --events blink.jsonl --rows blink.csv

start:  sck     2                       ; SPI clock: a quarter of the chip's, the fastest that is safe
        rst     5
        wait    10
        la      r1, setup
        spiw    r1, (end - setup) / 4   ; registers and memories below, in one go
        cfg     EN_CONF, 0              ; done with SPI: the chip may run
        sample  1
        wait    5
        aer     0                       ; the event; the next tick takes it in
        infer   1                       ; from here on the chip counts which output is the largest
        tick                            ; input 0 charges neuron 0
        tick                            ; over its threshold: it spikes, and the spike charges output 1
        tick                            ; output 1 wins this step
        sample  0
        wait    5
        pulse
        out     r2                      ; the winner
        push    r2
        li      r3, 1
        bne     r2, r3, dark
        halt    0
dark:   halt    1                       ; no blink

        .data
        .config setup
        EN_CONF     1                   ; let SPI reach the memories
        DO_EPROP    0                   ; no learning
        NUM_INP     1                   ; counts minus 1
        NUM_REC     1
        NUM_OUT     1
        FP_LOC_WINP 3                   ; input weights count eightfold
        .endconfig
        .word write(NEUR, 3, 1), 0xfff << 20 | 300 << 4     ; hardly any leak, threshold 300
        .word write(WINP, 0, 1), 50                         ; input 0 to neuron 0: 50 * 8 = 400
        .word write(WINP, 64, 1), 0                         ; input 1: nothing
        .word write(WREC, 0, 1), 0, write(WREC, 64, 1), 0   ; no recurrent weights
        .word write(WOUT, 0, 1), 100 << 8                   ; neuron 0 to output 1
        .word write(WOUT, 4, 1), 0
end:
