; cue-accumulation: learn, on the chip, to say which side had more cues.
;
; Seven cues come left or right, then nothing for a second, then a recall phase in which the network must answer. The
; chip learns from one label a sample, given when the recall begins (delayed supervision). The loop is that of all such
; tasks, training.s; here stands what is special to this one: settings, sizes, data.
;
; Run it:             sextant run firmware/cue-accumulation.s --expect 'accuracy>=0.9'
; More epochs:        sextant run firmware/cue-accumulation.s --define EPOCHS=5
; On other data:      sextant data generate out/cues
;                     sextant run firmware/cue-accumulation.s --data out/cues
;
; The data are those of `sextant data generate`: 50 samples to train on, 50 others to test on.
; Results: for each epoch the right answers in training and in testing. Counters: those of the last test.

        .equ    EPOCHS, 3
        .include "training.s"

        .data
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
neurons_end:

        .weights
        .incdata winp, winp, "cue-accumulation/weights_inp.dat", 40, 100
        .incdata wrec, wrec, "cue-accumulation/weights_rec.dat", 100, 100
        .incdata wout, wout, "cue-accumulation/weights_out.dat", 100, 2

        .incdata train, events, "cue-accumulation/dataset_train.dat.gz", 2100
        .incdata test, events, "cue-accumulation/dataset_test.dat.gz", 2100
