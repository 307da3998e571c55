; regression: learn, on the chip, to follow a wave on each of two outputs.
;
; Sixteen inputs fire one after the other, one every second tick, and each makes its own neuron spike: a clock. The chip
; learns the output weights that turn the clock into a sine on output 0 and a triangle on output 1. It asks for the
; targets in every step (two bytes an output, low byte first) and sends its outputs in every step; the error between the
; two is added up here, on the sequencer.
;
; Run it:  sextant run firmware/regression.s
;
; Results: the mean error of a step in the first epoch, every 50th, and the last. Status 0 when the last is less than a
; quarter of the first.

        .equ    EPOCHS, 400
        .equ    STEPS, 31
        .counter first_error, last_error

        .reg    epoch, r4
        .reg    step, r5
        .reg    error, r6
        .reg    value, r7
        .reg    sine, r8
        .reg    triangle, r9
        .reg    limit_, r10
        .reg    next_report, r11

start:  sck     2
        autosnap 0
        rst     5
        wait    10
        la      r1, setup
        spiw    r1, (end - setup) / 4
        li      r1, 0                   ; no recurrent weights
        li      r2, 16
        la      r3, zero_row
.wrec:  sw      r1, r3, 4
        sw      r1, r3, 8
        sw      r1, r3, 12
        sw      r1, r3, 16
        spiw    r3, 5
        addi    r3, r3, -20
        lw      r1, r3, 0               ; the next row is 64 addresses further
        addi    r1, r1, 64
        sw      r1, r3, 0
        li      r1, 0
        loop    r2, .wrec
        la      r3, zero_out            ; output weights start at 0: one word for each neuron
        li      r2, 16
.wout:  spiw    r3, 2
        addi    r3, r3, -8
        lw      r1, r3, 0
        addi    r1, r1, 4
        sw      r1, r3, 0
        loop    r2, .wout
        cfg     EN_CONF, 0
        wait    50

        li      epoch, 0
        li      next_report, 0
        li      limit_, EPOCHS
again:  call    one_sample
        bne     epoch, next_report, quiet
        push    error
        addi    next_report, next_report, 50
quiet:  bnez    epoch, later
        setc    first_error, error
later:  addi    epoch, epoch, 1
        blt     epoch, limit_, again
        push    error
        setc    last_error, error
        slli    error, error, 2
        getc    r1, first_error
        blt     error, r1, good
        halt    1
good:   halt    0

; Plays the clock once with targets; leaves the mean absolute error in `error`.
one_sample:
        la      sine, sine_wave
        la      triangle, triangle_wave
        li      error, 0
        li      step, 0
        tvalid  1
        sample  1
        wait    5
        aer     0
        tick                            ; takes the first event in; steps follow from the next tick on
.step:  addi    step, step, 1
        andi    r1, step, 1
        bnez    r1, .pulse
        srli    r1, step, 1
        aerr    r1                      ; the clock's next input
.pulse: pulse
        tarreq                          ; the chip asks for its targets
        lbu     r1, sine, 0
        tgtr    r1
        lbu     r1, sine, 1
        tgtr    r1
        lbu     r1, triangle, 0
        tgtr    r1
        lbu     r1, triangle, 1
        tgtr    r1
        lh      r1, sine, 0
        call    add_error
        lh      r1, triangle, 0
        call    add_error
        rdy
        addi    sine, sine, 2
        addi    triangle, triangle, 2
        addi    r1, step, -STEPS
        bnez    r1, .step
        sample  0
        wait    5
        pulse                           ; the last step ends the sample
        out     r1
        out     r1
        out     r1
        out     r1
        wait    50
        tvalid  0
        srai    error, error, 6         ; 62 errors; close enough to their mean
        ret

; Takes an output of two bytes, adds its distance from the target in r1 to `error`.
add_error:
        out     value
        out     r2
        slli    r2, r2, 24
        srai    r2, r2, 16
        or      value, value, r2
        sub     r1, r1, value
        li      r2, 0
        bge     r1, r2, .plus
        sub     r1, r2, r1
.plus:  add     error, error, r1
        ret

        .data
        .config setup
        EN_CONF         1
        RST_MODE        1
        DO_EPROP        4               ; output weights learn
        REGRESSION      1
        SINGLE_LABEL    0
        NO_OUT_ACT      1               ; the outputs are the membranes
        SEND_PER_TIMESTEP 1
        SEND_LABEL_ONLY 0
        NUM_INP         15
        NUM_REC         15
        NUM_OUT         1
        FP_LOC_WINP     3
        FP_LOC_WOUT     5
        FP_LOC_TOUT     4
        KAPPA           0x60            ; outputs forget a quarter in a step
        THR_H_0         0               ; of no use to output weights, but silicon powers up with anything
        THR_H_1         0
        THR_H_2         0
        THR_H_3         0
        H_0             0
        H_1             0
        H_2             0
        H_3             0
        H_4             0
        LR_R_WOUT       0
        LR_P_WOUT       18
        .endconfig
        .word   write(NEUR, 0, 32)
        .rept   8
        .word   0, 0, 0, 0xf00 << 20 | 500 << 4
        .endr
        .word   write(WINP, 0, 4), 100 << 0, 0, 0, 0
        .word   write(WINP, 64, 4), 100 << 8, 0, 0, 0
        .word   write(WINP, 128, 4), 100 << 16, 0, 0, 0
        .word   write(WINP, 192, 4), 100 << 24, 0, 0, 0
        .word   write(WINP, 256, 4), 0, 100 << 0, 0, 0
        .word   write(WINP, 320, 4), 0, 100 << 8, 0, 0
        .word   write(WINP, 384, 4), 0, 100 << 16, 0, 0
        .word   write(WINP, 448, 4), 0, 100 << 24, 0, 0
        .word   write(WINP, 512, 4), 0, 0, 100 << 0, 0
        .word   write(WINP, 576, 4), 0, 0, 100 << 8, 0
        .word   write(WINP, 640, 4), 0, 0, 100 << 16, 0
        .word   write(WINP, 704, 4), 0, 0, 100 << 24, 0
        .word   write(WINP, 768, 4), 0, 0, 0, 100 << 0
        .word   write(WINP, 832, 4), 0, 0, 0, 100 << 8
        .word   write(WINP, 896, 4), 0, 0, 0, 100 << 16
        .word   write(WINP, 960, 4), 0, 0, 0, 100 << 24
end:
zero_row: .word write(WREC, 0, 4), 0, 0, 0, 0
zero_out: .word write(WOUT, 0, 1), 0
sine_wave:
        .half   195, 383, 556, 707, 831, 924, 981, 1000
        .half   981, 924, 831, 707, 556, 383, 195, 0
        .half   -195, -383, -556, -707, -831, -924, -981, -1000
        .half   -981, -924, -831, -707, -556, -383, -195, 0
triangle_wave:
        .half   -100, -200, -300, -400, -500, -600, -700, -800
        .half   -700, -600, -500, -400, -300, -200, -100, 0
        .half   100, 200, 300, 400, 500, 600, 700, 800
        .half   700, 600, 500, 400, 300, 200, 100, 0
