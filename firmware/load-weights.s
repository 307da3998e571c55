; load_weights: writes the weights of a task to the chip. Part of training.s and regression-training.s; needs r1 and r2, and
; the matrices winp, wrec and wout of the program's data.

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
