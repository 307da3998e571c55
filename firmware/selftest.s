; selftest: a march test of all memories behind the SPI port.
;
; Every 32-bit word of a memory gets a pattern that depends on its address, ascending; when all are written, all are
; read back and compared; then the same with every bit inverted, descending. A stuck or leaking cell, or an address line
; that does not work, shows as a difference.
;
; Run it:  sextant run firmware/selftest.s
;
; Counters: words tested, errors. Results: memory (SPI code) and address of the first eight errors. Status 1 on errors.

        .equ    BLOCK, 128              ; words a burst
        .counter words, errors

        .reg    row, r4                 ; place in the table of memories
        .reg    code, r5
        .reg    size, r6
        .reg    address, r7
        .reg    invert, r8
        .reg    left, r9
        .reg    pointer, r10
        .reg    header, r11
        .reg    stride, r12
        .reg    last, r13

start:  sck     4                       ; reads need at least 4, or first bits come too late
        autosnap 0
        rst     5
        wait    10
        cfg     EN_CONF, 1
        li      invert, 0
pass:   la      row, memories
        la      last, memories_end
next_memory:
        lw      code, row, 0
        lw      size, row, 4
        call    fill
        la      r1, check_text
        mark    r1
        call    check
        addi    row, row, 8
        bltu    row, last, next_memory
        bnez    invert, done
        li      invert, -1
        jmp     pass
done:   getc    r1, errors
        beqz    r1, good
        halt    1
good:   halt    0

; The pattern of the word at r1: its address, multiplied by an odd number, and inverted in the second pass.
pattern:
        li      r2, 0x9e3779b1
        mul     r1, r1, r2
        xor     r1, r1, invert
        ret

; Where a sweep begins (address) and how it goes on (stride): up, or down in the second pass.
sweep:  li      address, 0
        li      stride, BLOCK
        beqz    invert, .up
        addi    address, size, -BLOCK
        li      stride, -BLOCK
.up:    ret

; Whether the sweep is over: r1 = 0.
swept:  add     address, address, stride
        li      r1, 0
        bgeu    address, size, .over    ; also below 0: unsigned
        li      r1, 1
.over:  ret

; Writes all of a memory, a burst at a time.
fill:   call    sweep
.burst: slli    header, code, 28
        li      r1, BLOCK << 16
        or      header, header, r1
        or      header, header, address
        la      pointer, buffer
        sw      header, pointer, 0
        li      left, 0
.word:  add     r1, address, left
        call    pattern
        addi    pointer, pointer, 4
        sw      r1, pointer, 0
        addi    left, left, 1
        addi    r1, left, -BLOCK
        bnez    r1, .word
        la      pointer, buffer
        spiw    pointer, BLOCK + 1
        call    swept
        bnez    r1, .burst
        ret

; Reads all of a memory and compares.
check:  call    sweep
.read:  slli    header, code, 28
        li      r1, 1 << 31 | BLOCK << 16
        or      header, header, r1
        or      header, header, address
        la      pointer, buffer
        spir    header, pointer, BLOCK
        la      pointer, buffer
        li      left, 0
.same:  add     r1, address, left
        call    pattern
        lw      r3, pointer, 0
        beq     r1, r3, .right
        call    report
.right: inc     words
        addi    pointer, pointer, 4
        addi    left, left, 1
        addi    r1, left, -BLOCK
        bnez    r1, .same
        call    swept
        bnez    r1, .read
        ret

report: inc     errors
        getc    r1, errors
        li      r2, 9
        bgeu    r1, r2, .enough
        push    code
        add     r1, address, left
        push    r1
.enough: ret

        .data
memories:                               ; SPI code, words of 32 bits
        .word   NEUR, 512
        .word   WINP, 16384
        .word   WREC, 16384
        .word   WOUT, 2048
memories_end:
check_text: .string "check of memory {r5}"
        .align  4
buffer: .reserve 4 * (BLOCK + 1)
