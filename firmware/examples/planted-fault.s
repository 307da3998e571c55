; planted-fault: a program with a fault, to be found with the debugger (docs/debugger.md).
;
; Three times, one event at input 0 should make neuron 0 spike, and its spike should make output 1 win, as in blink.s.
; The first sample does so; the others do not.
;
; Run it:    sextant run firmware/examples/planted-fault.s
; Find it:   sextant debug firmware/examples/planted-fault.s

start:  sck     2
        rst     5
        wait    10
        la      r1, setup
        spiw    r1, (refresh_words - setup) / 4
        cfg     EN_CONF, 0
        li      r4, 3
next:   call    sample
        push    r2
        call    refresh
        loop    r4, next
        li      r3, 1
        bne     r2, r3, dark
        halt    0
dark:   halt    1

; One sample; the winner goes to r2.
sample: sample  1
        wait    5
        aer     0
        infer   1
        tick
        tick
        tick
        sample  0
        wait    5
        pulse
        out     r2
        ret

; Clears the recurrent weights of neuron 0 between two samples.
refresh:
        cfg     EN_CONF, 1
        la      r1, refresh_words
        spiw    r1, 2
        cfg     EN_CONF, 0
        wait    50
        ret

        .data
        .config setup
        EN_CONF     1
        DO_EPROP    0
        NUM_INP     1
        NUM_REC     1
        NUM_OUT     1
        FP_LOC_WINP 3
        .endconfig
        .word write(NEUR, 3, 1), 0xfff << 20 | 300 << 4
        .word write(WINP, 0, 1), 50
        .word write(WINP, 64, 1), 0
        .word write(WREC, 0, 1), 0, write(WREC, 64, 1), 0
        .word write(WOUT, 0, 1), 100 << 8
        .word write(WOUT, 4, 1), 0
refresh_words:
        .word write(WINP, 0, 1), 0
