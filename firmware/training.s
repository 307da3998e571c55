; training: the loop that trains and tests a classification task on the chip.
;
; Included by a program that says what the task is (cue-accumulation.s is one):
;
;   EPOCHS              a constant: passes over the training samples
;   setup               a .config block with the registers
;   neurons, neurons_end  words for the SPI port that write leaks and thresholds
;   winp, wrec, wout    weights (.incdata)
;   train, test         event streams; test may be empty
;
; Each epoch trains on every sample of `train` with all weights learning, then tests on every sample of `test` with learning
; off, and counts the right answers here, on the sequencer. A sample has one label, which is given when its time comes
; (delayed supervision); winners count from then on.
;
; Results: for each epoch the right answers in training and in testing. Counters: those of the last test.

        .counter correct, samples

        .reg    epoch, r4
        .reg    index, r5
        .reg    count, r6
        .reg    answer, r7
        .reg    truth, r8
        .reg    right, r9
        .reg    text, r10

start:  sck     2
        autosnap 0                      ; only the snapshots we ask for
        rst     5
        wait    10
        cfg     EN_CONF, 1              ; SPI may reach the memories
        la      r1, setup
        spiw    r1, setup.words
        call    load_weights
        la      r1, neurons
        spiw    r1, (neurons_end - neurons) / 4
        cfg     EN_CONF, 0
        wait    50
        li      epoch, 0

; Training: all weights learn, each sample is played with its label.
next_epoch:
        cfg     EN_CONF, 1
        cfg     DO_EPROP, 7
        cfg     EN_CONF, 0
        wait    50
        li      right, 0
        li      index, 0
        samples count, train
        beqz    count, train_done
train_next:
        play    index, train, SUPERVISE | INFER
        label   truth, index, train
        la      text, train_tag
        call    finish_sample
        blt     index, count, train_next
train_done:
        push    right

; Testing: nothing learns, the chip only answers. Without samples to test on there is nothing to do.
        samples count, test
        beqz    count, test_done
        cfg     EN_CONF, 1
        cfg     DO_EPROP, 0
        cfg     EN_CONF, 0
        wait    50
        li      right, 0
        li      index, 0
test_next:
        play    index, test, INFER
        label   truth, index, test
        la      text, test_tag
        call    finish_sample
        blt     index, count, test_next
        push    right
        setc    correct, right
        setc    samples, count
test_done:
        addi    epoch, epoch, 1
        li      r1, EPOCHS
        blt     epoch, r1, next_epoch
        halt    0

; Takes the answer of a sample, compares it, and leaves the chip ready for the next.
finish_sample:
        out     answer
        wait    50
        tvalid  0
        infer   0
        wait    50
        snap    text                    ; the tag names epoch and sample
        addi    index, index, 1
        bne     answer, truth, .wrong
        addi    right, right, 1
.wrong: ret

        .include "load-weights.s"

        .data
train_tag: .string "e{r4}_train_{r5}"
test_tag:  .string "e{r4}_test_{r5}"
        .align  4
