; readback: learn, then read every weight back over SPI and compare it with what was loaded.
;
; Weights of this chip live in memories that only the SPI port can see; this is how they come out, say to keep them
; for a later inference. A small network (4 inputs, 16 neurons, 2 outputs) learns one sample a few times, then all words
; in use are read twice: the two readings must agree, and at least one weight must differ from what was loaded.
;
; SCK must not be faster than an eighth of the clock for reading: the core takes that long to put the first bit on MISO.
;
; Run it:  sextant run firmware/readback.s
;
; Results: words that learning changed in the input, recurrent and output weights. Status 1 when two readings differ, 2
; when nothing was learnt.

        .equ    EPOCHS, 5
        .counter changed, unequal

        .reg    left, r4
        .reg    address, r5
        .reg    count, r6
        .reg    loaded, r7
        .reg    code, r8
        .reg    rows, r9
        .reg    stride, r10
        .reg    differ, r11
        .reg    index, r12

start:  sck     4
        autosnap 0
        rst     5
        wait    10
        la      r1, setup
        spiw    r1, (end - setup) / 4
        cfg     EN_CONF, 0
        wait    50

        li      left, EPOCHS
learn:  li      index, 0
        play    index, lesson, SUPERVISE | INFER
        out     r1
        wait    50
        tvalid  0
        infer   0
        wait    50
        loop    left, learn

        cfg     EN_CONF, 1              ; SPI may reach the memories again
        li      code, WINP
        la      loaded, winp
        li      rows, 4
        li      count, 4
        li      stride, 64
        call    compare
        li      code, WREC
        la      loaded, wrec
        li      rows, 16
        call    compare
        li      code, WOUT
        la      loaded, wout
        li      count, 1
        li      stride, 4
        call    compare

        getc    r1, unequal
        beqz    r1, .same
        halt    1
.same:  getc    r1, changed
        bnez    r1, .learnt
        halt    2
.learnt: halt   0

; Reads `rows` rows of `count` words of the memory `code`, compares them with what was loaded.
compare:
        li      address, 0
        li      differ, 0
.row:   slli    r1, code, 28
        slli    r2, count, 16
        or      r1, r1, r2
        or      r1, r1, address
        li      r2, 1 << 31             ; the header of a read
        or      r1, r1, r2
        la      r2, first
        la      r3, second
        addi    loaded, loaded, 4       ; past the header of the row
        li      left, 1
        bne     count, left, .four
        spir    r1, r2, 1
        spir    r1, r3, 1
        jmp     .read
.four:  spir    r1, r2, 4
        spir    r1, r3, 4
.read:  la      r2, first
        la      r3, second
        mov     left, count
.word:  lw      r1, r2, 0
        lw      r13, r3, 0
        beq     r1, r13, .equal
        inc     unequal
.equal: lw      r13, loaded, 0
        beq     r1, r13, .kept
        inc     changed
        addi    differ, differ, 1
.kept:  addi    r2, r2, 4
        addi    r3, r3, 4
        addi    loaded, loaded, 4
        loop    left, .word
        add     address, address, stride
        loop    rows, .row
        push    differ
        li      rows, 16
        ret

        .data
        .config setup
        EN_CONF         1
        DO_EPROP        7
        NUM_INP         3
        NUM_REC         15
        NUM_OUT         1
        FP_LOC_WINP     3
        FP_LOC_WREC     3
        FP_LOC_WOUT     3
        FP_LOC_TINP     3
        FP_LOC_TREC     3
        FP_LOC_TOUT     4
        LEARN_SIG_SCALE 6
        KAPPA           0x70
        THR_H_0         50
        THR_H_1         50
        THR_H_2         50
        THR_H_3         50
        H_0             0
        H_1             1
        H_2             1
        H_3             1
        H_4             1
        LR_R_WINP       0
        LR_P_WINP       16
        LR_R_WREC       0
        LR_P_WREC       14
        LR_R_WOUT       0
        LR_P_WOUT       16
        .endconfig
        .word   write(NEUR, 0, 32)
        .rept   8
        .word   0, 0, 0, 0xf00 << 20 | 200 << 4
        .endr
winp:   .word   write(WINP, 0, 4), 0x14280a1e, 0x1e0a2814, 0x28141e0a, 0x0a1e1428
        .word   write(WINP, 64, 4), 0x0a1e1428, 0x28141e0a, 0x1e0a2814, 0x14280a1e
        .word   write(WINP, 128, 4), 0x1e0a2814, 0x14280a1e, 0x0a1e1428, 0x28141e0a
        .word   write(WINP, 192, 4), 0x28141e0a, 0x0a1e1428, 0x14280a1e, 0x1e0a2814
        .macro  recurrent row, a, b
        .word   write(WREC, 64 * \row, 4), \a, \b, \b, \a
        .endm
wrec:
        recurrent 0, 0x02fe0102, 0xff0201fe
        recurrent 1, 0x01020202, 0xfe010201
        recurrent 2, 0x02010102, 0x02fefe02
        recurrent 3, 0xfe020102, 0x010102ff
        recurrent 4, 0x02fe0102, 0xff0201fe
        recurrent 5, 0x01020202, 0xfe010201
        recurrent 6, 0x02010102, 0x02fefe02
        recurrent 7, 0xfe020102, 0x010102ff
        recurrent 8, 0x02fe0102, 0xff0201fe
        recurrent 9, 0x01020202, 0xfe010201
        recurrent 10, 0x02010102, 0x02fefe02
        recurrent 11, 0xfe020102, 0x010102ff
        recurrent 12, 0x02fe0102, 0xff0201fe
        recurrent 13, 0x01020202, 0xfe010201
        recurrent 14, 0x02010102, 0x02fefe02
        recurrent 15, 0xfe020102, 0x010102ff
        .macro  outputs row, a, b
        .word   write(WOUT, 4 * \row, 1), (\a & 0xff) << 8 | \b & 0xff
        .endm
wout:
        outputs 0, 5, -5
        outputs 1, -5, 5
        outputs 2, 8, -3
        outputs 3, -8, 3
        outputs 4, 5, -5
        outputs 5, -5, 5
        outputs 6, 8, -3
        outputs 7, -8, 3
        outputs 8, 5, -5
        outputs 9, -5, 5
        outputs 10, 8, -3
        outputs 11, -8, 3
        outputs 12, 5, -5
        outputs 13, -5, 5
        outputs 14, 8, -3
        outputs 15, -8, 3
end:
first:  .space  16
second: .reserve 16

        .events lesson
        .sample
        .spike  0, 0
        .spike  1, 1
        .spike  2, 2
        .spike  4, 3
        .label  5, 1
        .spike  6, 0
        .spike  7, 2
        .spike  9, 1
        .spike  10, 3
        .spike  12, 0
        .spike  14, 2
        .end    20
