; regression-training: the loop that trains and tests a regression on the chip: outputs that follow targets.
;
; Included by a program that says what the task is, as training.s is:
;
;   EPOCHS, OUTPUTS     constants: passes over the training samples, and outputs of the network
;   TRAIN, TEST         constants: samples for training, and for testing
;   setup, neurons, neurons_end, winp, wrec, wout   as for training.s
;   train, test         bytes: the samples one after the other, each from a multiple of 4 on:
;                         a word: steps of the sample, which is one less than its ticks
;                         a word: the first step with supervision
;                         the events of tick 0: their number, a byte, then the input of each, a byte
;                         for each step s: the events of tick s + 1, then the target of each output, 2 bytes, low byte first
;
; The chip asks for targets in every supervised step, and sends its outputs, 2 bytes each, after every step. What the error
; is worth is for the reader of the outputs to work out: `sextant train` does.
;
; Results: none. Snapshots after each sample, as in training.s.

        .reg    epoch, r4
        .reg    index, r5
        .reg    learning, r6
        .reg    at_, r7
        .reg    left, r8
        .reg    until, r9
        .reg    text, r10
        .reg    bytes_, r11

start:  sck     2
        autosnap 0
        rst     5
        wait    10
        cfg     EN_CONF, 1
        la      r1, setup
        spiw    r1, setup.words
        call    load_weights
        la      r1, neurons
        spiw    r1, (neurons_end - neurons) / 4
        cfg     EN_CONF, 0
        wait    50
        li      epoch, 0

next_epoch:
        cfg     EN_CONF, 1
        cfg     DO_EPROP, 7
        cfg     EN_CONF, 0
        wait    50
        li      learning, 1
        li      index, 0
        la      at_, train
        la      text, train_tag
        li      r1, TRAIN
        beqz    r1, train_done
train_next:
        call    play_sample
        li      r1, TRAIN
        blt     index, r1, train_next
train_done:
        li      r1, TEST
        beqz    r1, test_done
        cfg     EN_CONF, 1
        cfg     DO_EPROP, 0
        cfg     EN_CONF, 0
        wait    50
        li      learning, 0
        li      index, 0
        la      at_, test
        la      text, test_tag
test_next:
        call    play_sample
        li      r1, TEST
        blt     index, r1, test_next
test_done:
        addi    epoch, epoch, 1
        li      r1, EPOCHS
        blt     epoch, r1, next_epoch
        halt    0

; Plays the sample at `at_` and leaves `at_` at the next.
play_sample:
        lw      left, at_, 0
        lw      until, at_, 4           ; steps without supervision to come
        addi    at_, at_, 8
        sample  1
        wait    5
        call    send_events
        tick                            ; takes the first events in; steps follow from the next tick on
.step:  call    send_events
        bnez    until, .later
        beqz    learning, .later
        tvalid  1
        wait    5                       ; the level passes the chip's synchroniser
.later: li      r1, 1
        beq     left, r1, .last
        pulse
        beqz    learning, .quiet
        bnez    until, .quiet
        call    send_targets
        jmp     .taken
.quiet: addi    at_, at_, OUTPUTS * 2
.taken: call    take_outputs
        rdy
        beqz    until, .count
        addi    until, until, -1
.count: addi    left, left, -1
        jmp     .step
.last:  addi    at_, at_, OUTPUTS * 2   ; the last step ends the sample, and nothing is learnt in it
        sample  0
        wait    5
        pulse
        call    take_outputs
        wait    50
        tvalid  0
        wait    50
        addi    at_, at_, 3
        srli    at_, at_, 2
        slli    at_, at_, 2
        snap    text                    ; the tag names epoch and sample
        addi    index, index, 1
        ret

; Sends the events at `at_`.
send_events:
        lbu     bytes_, at_, 0
        addi    at_, at_, 1
        beqz    bytes_, .none
.event: lbu     r1, at_, 0
        aerr    r1
        addi    at_, at_, 1
        loop    bytes_, .event
.none:  ret

send_targets:
        li      bytes_, OUTPUTS * 2
.byte:  tarreq
        lbu     r1, at_, 0
        tgtr    r1
        addi    at_, at_, 1
        loop    bytes_, .byte
        ret

take_outputs:
        li      bytes_, OUTPUTS * 2
.taking: out     r1
        loop    bytes_, .taking
        ret

        .include "load-weights.s"

        .data
train_tag: .string "e{r4}_train_{r5}"
test_tag:  .string "e{r4}_test_{r5}"
        .align  4
