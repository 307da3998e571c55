; cue-accumulation: learn, on the chip, to say which side had more cues.
;
; Seven cues come left or right, then nothing for a second, then a recall phase in which the network must answer. The
; chip learns from one label a sample, given when the recall begins (delayed supervision). Each epoch trains on every
; sample of `train` with all weights learning, then tests on every sample of `test` with learning off, and counts the
; right answers here, on the sequencer.
;
; Run it:             sextant run firmware/cue-accumulation.s
; More epochs:        sextant run firmware/cue-accumulation.s --define EPOCHS=3
; On other data:      sextant run firmware/cue-accumulation.s --data DIR
; In CI:              sextant run firmware/cue-accumulation.s --expect 'accuracy>=0.5'
;
; Results: for each epoch the right answers in training and in testing. Counters: those of the last test.

        .equ    EPOCHS, 1
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
        spiw    r1, 401
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
train_next:
        play    index, train, SUPERVISE | INFER
        label   truth, index, train
        la      text, train_tag
        call    finish_sample
        blt     index, count, train_next
        push    right

; Testing: nothing learns, the chip only answers.
        cfg     EN_CONF, 1
        cfg     DO_EPROP, 0
        cfg     EN_CONF, 0
        wait    50
        li      right, 0
        li      index, 0
        samples count, test
test_next:
        play    index, test, INFER
        label   truth, index, test
        la      text, test_tag
        call    finish_sample
        blt     index, count, test_next
        push    right
        setc    correct, right
        setc    samples, count

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

; One SPI burst for each row of each weight memory.
        .macro  load_rows matrix
        la      r1, \matrix
        li      r2, \matrix.rows
.row\@: spiw    r1, \matrix.words
        loop    r2, .row\@
        .endm

load_weights:
        load_rows winp
        load_rows wrec
        load_rows wout
        ret

        .data
train_tag: .string "e{r4}_train_{r5}"
test_tag:  .string "e{r4}_test_{r5}"
        .align  4
        .config setup
        RST_MODE        0
        DO_EPROP        0
        LOCAL_TICK      0
        ERROR_HALT      1
        FP_LOC_WINP     3               ; weights count eightfold
        FP_LOC_WREC     3
        FP_LOC_WOUT     3
        FP_LOC_TINP     3               ; fraction bits of the traces
        FP_LOC_TREC     4
        FP_LOC_TOUT     6
        LEARN_SIG_SCALE 5
        REGUL_MODE      2               ; additive: keeps neurons from spiking too often
        REGUL_W         3
        EN_STOCH_ROUND  1
        SRAM_SPEEDMODE  0
        TIMING_MODE     0
        REGRESSION      0
        SINGLE_LABEL    1
        NO_OUT_ACT      0
        SEND_PER_TIMESTEP 0
        SEND_LABEL_ONLY 1
        NOISE_EN        0
        FORCE_TRACES    0
        CYCLES_PER_TICK 0
        ALPHA_CONF_0    0
        ALPHA_CONF_1    0
        ALPHA_CONF_2    0
        ALPHA_CONF_3    0
        KAPPA           0x79
        THR_H_0         0xcd            ; pseudo-derivative: 1 from a third of the threshold on, else 0
        THR_H_1         0xcd
        THR_H_2         0xcd
        THR_H_3         0xcd
        H_0             0
        H_1             0
        H_2             0
        H_3             0
        H_4             1
        LR_R_WINP       0               ; learning rates
        LR_P_WINP       8
        LR_R_WREC       0
        LR_P_WREC       8
        LR_R_WOUT       0
        LR_P_WOUT       14
        SEED_INP        0xf0f0
        SEED_REC        0xf1f1
        SEED_OUT        0xf2f2
        SEED_STRND_NEUR 0x3f3ff3f3
        SEED_STRND_ONEUR 0x74f4
        SEED_STRND_TINP 0x3f5ff5f5
        SEED_STRND_TREC 0x3f6ff6f6
        SEED_STRND_TOUT 0x3f7ff7f7
        SEED_NOISE_NEUR 0xff0
        NUM_INP         39              ; 40 inputs, 100 neurons, 2 outputs
        NUM_REC         99
        NUM_OUT         1
        REGUL_F0        160
        REGUL_K_INP_R   0
        REGUL_K_INP_P   10
        REGUL_K_REC_R   0
        REGUL_K_REC_P   10
        REGUL_K_MUL     0
        NOISE_STR       0
        .endconfig
neurons: .word  write(NEUR, 0, 400)
        .rept   100
        .word   0, 0, 0, 0xfef << 20 | 0x266 << 4       ; leak and threshold of two neurons
        .endr

        .weights
        .incdata winp, winp, "../traces/golden/cueacc-own/weights_inp.dat", 40, 100
        .incdata wrec, wrec, "../traces/golden/cueacc-own/weights_rec.dat", 100, 100
        .incdata wout, wout, "../traces/golden/cueacc-own/weights_out.dat", 100, 2

        .incdata train, events, "../traces/golden/cueacc-own/dataset_train.dat", 2100
        .incdata test, events, "../traces/golden/cueacc-own/dataset_test.dat", 2100
