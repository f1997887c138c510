/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Functions as compilers write them, around one pair of barriers each.  task_struct has
 * enable_count at 2376, pause_count at 2377, preempt_count at 8 and flags at 0.
 */
#ifndef TESTS_UNIT_SCAN_SAMPLES_H
#define TESTS_UNIT_SCAN_SAMPLES_H

#include <stdint.h>

/* 7.x, gcc -O2: in_interrupt(), the two counts, PENDING */
static const uint32_t queue_state[] = {
	0xd5384101,	/*   0: mrs x1, sp_el0 */
	0xb9400820,	/*   4: ldr w0, [x1, #8] */
	0x72183c1f,	/*   8: tst w0, #0xffff00 */
	0x54000161,	/*   c: b.ne 38 */
	0x39652020,	/*  10: ldrb w0, [x1, #2376] */
	0x34000120,	/*  14: cbz w0, 38 */
	0x39652420,	/*  18: ldrb w0, [x1, #2377] */
	0x350000e0,	/*  1c: cbnz w0, 38 */
	0xf9400020,	/*  20: ldr x0, [x1] */
	0x37f800e0,	/*  24: tbnz w0, #31, 40 */
	0x14000007,	/*  28: b 44 */
	0xd2b00000,	/*  2c: mov x0, #0x80000000 */
	0xf820303f,	/*  30: stset x0, [x1] */
	0x14000003,	/*  34: b 40 */
	0xd5033a9f,	/*  38: dsb ishst */
	0xd5033fdf,	/*  3c: isb */
	0xd65f03c0,	/*  40: ret */
	0xc85f7c20,	/*  44: ldxr x0, [x1] */
	0xb2610000,	/*  48: orr x0, x0, #0x80000000 */
	0xc8027c20,	/*  4c: stxr w2, x0, [x1] */
	0x35ffffa2,	/*  50: cbnz w2, 44 */
	0x17fffffb,	/*  54: b 40 */
};

/* 6.16, gcc -O2: in_interrupt(), TIF_LAZY_MMU, PENDING */
static const uint32_t queue_flag[] = {
	0xd5384101,	/*   0: mrs x1, sp_el0 */
	0xb9400820,	/*   4: ldr w0, [x1, #8] */
	0x72183c1f,	/*   8: tst w0, #0xffff00 */
	0x540000e1,	/*   c: b.ne 28 */
	0xf9400020,	/*  10: ldr x0, [x1] */
	0x36f800a0,	/*  14: tbz w0, #31, 28 */
	0xb7000060,	/*  18: tbnz x0, #32, 24 */
	0xd2c00020,	/*  1c: mov x0, #0x100000000 */
	0xf820303f,	/*  20: stset x0, [x1] */
	0xd65f03c0,	/*  24: ret */
	0xd5033a9f,	/*  28: dsb ishst */
	0xd5033fdf,	/*  2c: isb */
	0xd65f03c0,	/*  30: ret */
};

/* 7.x, gcc -Os: test_ti_thread_flag() is a call */
static const uint32_t queue_small[] = {
	0xa9bf7bfd,	/*   0: stp x29, x30, [sp, #-16]! */
	0xd5384100,	/*   4: mrs x0, sp_el0 */
	0xb9400801,	/*   8: ldr w1, [x0, #8] */
	0x72183c3f,	/*   c: tst w1, #0xffff00 */
	0x54000181,	/*  10: b.ne 40 */
	0x39652001,	/*  14: ldrb w1, [x0, #2376] */
	0x34000141,	/*  18: cbz w1, 40 */
	0x39652401,	/*  1c: ldrb w1, [x0, #2377] */
	0x35000101,	/*  20: cbnz w1, 40 */
	0x528003e1,	/*  24: mov w1, #0x1f */
	0x94000009,	/*  28: bl 4c */
	0x34000060,	/*  2c: cbz w0, 38 */
	0xa8c17bfd,	/*  30: ldp x29, x30, [sp], #16 */
	0xd65f03c0,	/*  34: ret */
	0x52800020,	/*  38: mov w0, #0x1 */
	0x17fffffd,	/*  3c: b 30 */
	0xd5033a9f,	/*  40: dsb ishst */
	0xd5033fdf,	/*  44: isb */
	0x17fffffa,	/*  48: b 30 */
};

/* The function that queue_small calls: it comes right behind */
static const uint32_t test_flag[] = {
	0x53067c22,	/*   0: lsr w2, w1, #6 */
	0xf862d800,	/*   4: ldr x0, [x0, w2, sxtw #3] */
	0x9ac12400,	/*   8: lsr x0, x0, x1 */
	0x12000000,	/*   c: and w0, w0, #0x1 */
	0xd65f03c0,	/*  10: ret */
};

/* 7.x, gcc: a flush in the text of a running kernel, with LSE atomics */
static const uint32_t flush_lse[] = {
	0xd5384101,	/*   0: mrs x1, sp_el0 */
	0xd503201f,	/*   4: nop */
	0xd2b00000,	/*   8: mov x0, #0x80000000 */
	0xf8e01020,	/*   c: ldclral x0, x0, [x1] */
	0x36f80060,	/*  10: tbz w0, #31, 1c */
	0xd5033a9f,	/*  14: dsb ishst */
	0xd5033fdf,	/*  18: isb */
	0xd65f03c0,	/*  1c: ret */
	0xd2b00002,	/*  20: mov x2, #0x80000000 */
	0xc85f7c20,	/*  24: ldxr x0, [x1] */
	0x8a220003,	/*  28: bic x3, x0, x2 */
	0xc804fc23,	/*  2c: stlxr w4, x3, [x1] */
	0x35ffffa4,	/*  30: cbnz w4, 24 */
	0xd5033bbf,	/*  34: dmb ish */
	0x17fffff6,	/*  38: b 10 */
};

/* 6.16: a flush in a file, without LSE atomics */
static const uint32_t flush_llsc[] = {
	0xd5384101,	/*   0: mrs x1, sp_el0 */
	0x14000007,	/*   4: b 20 */
	0xd2c00020,	/*   8: mov x0, #0x100000000 */
	0xf8e01020,	/*   c: ldclral x0, x0, [x1] */
	0xb6000060,	/*  10: tbz x0, #32, 1c */
	0xd5033a9f,	/*  14: dsb ishst */
	0xd5033fdf,	/*  18: isb */
	0xd65f03c0,	/*  1c: ret */
	0xd2c00022,	/*  20: mov x2, #0x100000000 */
	0xc85f7c20,	/*  24: ldxr x0, [x1] */
	0x8a220003,	/*  28: bic x3, x0, x2 */
	0xc804fc23,	/*  2c: stlxr w4, x3, [x1] */
	0x35ffffa4,	/*  30: cbnz w4, 24 */
	0xd5033bbf,	/*  34: dmb ish */
	0x17fffff6,	/*  38: b 10 */
};

/* 7.x, clang: a test for each kind of atomics */
static const uint32_t flush_clang[] = {
	0xd5384108,	/*   0: mrs x8, sp_el0 */
	0x52b0000c,	/*   4: mov w12, #0x80000000 */
	0x14000004,	/*   8: b 18 */
	0xf8ec1109,	/*   c: ldclral x12, x9, [x8] */
	0x37f80109,	/*  10: tbnz w9, #31, 30 */
	0xd65f03c0,	/*  14: ret */
	0xc85f7d09,	/*  18: ldxr x9, [x8] */
	0x9260f92a,	/*  1c: and x10, x9, #0xffffffff7fffffff */
	0xc80bfd0a,	/*  20: stlxr w11, x10, [x8] */
	0x35ffffab,	/*  24: cbnz w11, 18 */
	0xd5033bbf,	/*  28: dmb ish */
	0x36ffff49,	/*  2c: tbz w9, #31, 14 */
	0xd5033a9f,	/*  30: dsb ishst */
	0xd5033fdf,	/*  34: isb */
	0xd65f03c0,	/*  38: ret */
};

/* A pair with instructions between, as clang writes it */
static const uint32_t gap[] = {
	0xd5033a9f,	/*   0: dsb ishst */
	0x52800000,	/*   4: mov w0, #0x0 */
	0x52800001,	/*   8: mov w1, #0x0 */
	0xd5033fdf,	/*   c: isb */
	0xd65f03c0,	/*  10: ret */
};

/* A TLB invalidation */
static const uint32_t no_pair[] = {
	0xd5033a9f,	/*   0: dsb ishst */
	0xd508831f,	/*   4: tlbi vmalle1is */
	0xd5033fdf,	/*   8: isb */
	0xd5033a9f,	/*   c: dsb ishst */
	0xd5033b9f,	/*  10: dsb ish */
	0xd5033fdf,	/*  14: isb */
	0xd65f03c0,	/*  18: ret */
};

/* ptep_try_set() */
static const uint32_t direct[] = {
	0xb4000060,	/*   0: cbz x0, c */
	0xd5033a9f,	/*   4: dsb ishst */
	0xd5033fdf,	/*   8: isb */
	0xd65f03c0,	/*   c: ret */
};

/* An atomic clear of another bit before it */
static const uint32_t other_bit[] = {
	0xd5384101,	/*   0: mrs x1, sp_el0 */
	0xd2810000,	/*   4: mov x0, #0x800 */
	0xf8e01020,	/*   8: ldclral x0, x0, [x1] */
	0x36580060,	/*   c: tbz w0, #11, 18 */
	0xd5033a9f,	/*  10: dsb ishst */
	0xd5033fdf,	/*  14: isb */
	0xd65f03c0,	/*  18: ret */
};

/* The bit that is tested is not the one that was cleared: no flush */
static const uint32_t other_test[] = {
	0xd5384101,	/*   0: mrs x1, sp_el0 */
	0xd2810000,	/*   4: mov x0, #0x800 */
	0xf8e01020,	/*   8: ldclral x0, x0, [x1] */
	0x36f80060,	/*   c: tbz w0, #31, 18 */
	0xd5033a9f,	/*  10: dsb ishst */
	0xd5033fdf,	/*  14: isb */
	0xd65f03c0,	/*  18: ret */
};

/* A pair that a queue and a flush reach */
static const uint32_t mixed[] = {
	0xd5384101,	/*   0: mrs x1, sp_el0 */
	0xb4000163,	/*   4: cbz x3, 30 */
	0xb9400820,	/*   8: ldr w0, [x1, #8] */
	0x72183c1f,	/*   c: tst w0, #0xffff00 */
	0x54000161,	/*  10: b.ne 3c */
	0x39652020,	/*  14: ldrb w0, [x1, #2376] */
	0x34000120,	/*  18: cbz w0, 3c */
	0xf9400020,	/*  1c: ldr x0, [x1] */
	0x37f80060,	/*  20: tbnz w0, #31, 2c */
	0xd2b00000,	/*  24: mov x0, #0x80000000 */
	0xf820303f,	/*  28: stset x0, [x1] */
	0xd65f03c0,	/*  2c: ret */
	0xd2b00000,	/*  30: mov x0, #0x80000000 */
	0xf8e01020,	/*  34: ldclral x0, x0, [x1] */
	0x36ffffa0,	/*  38: tbz w0, #31, 2c */
	0xd5033a9f,	/*  3c: dsb ishst */
	0xd5033fdf,	/*  40: isb */
	0xd65f03c0,	/*  44: ret */
};

/* set_ptes() out of line: the loop changes the page frame number */
static const uint32_t copy_set[] = {
	0xa9be7bfd,	/*   0: stp x29, x30, [sp, #-32]! */
	0xa90153f3,	/*   4: stp x19, x20, [sp, #16] */
	0xaa0003f4,	/*   8: mov x20, x0 */
	0xaa0103f3,	/*   c: mov x19, x1 */
	0xd34cc661,	/*  10: ubfx x1, x19, #12, #38 */
	0x924e6673,	/*  14: and x19, x19, #0xfffc000000000fff */
	0x91000421,	/*  18: add x1, x1, #0x1 */
	0xaa013273,	/*  1c: orr x19, x19, x1, lsl #12 */
	0xf8008e93,	/*  20: str x19, [x20, #8]! */
	0xeb02029f,	/*  24: cmp x20, x2 */
	0x54ffff41,	/*  28: b.ne 10 */
	0xd2800820,	/*  2c: mov x0, #0x41 */
	0xf2e00800,	/*  30: movk x0, #0x40, lsl #48 */
	0x8a000273,	/*  34: and x19, x19, x0 */
	0xd1010000,	/*  38: sub x0, x0, #0x40 */
	0xeb00027f,	/*  3c: cmp x19, x0 */
	0x54000161,	/*  40: b.ne 6c */
	0xd5384101,	/*  44: mrs x1, sp_el0 */
	0xb9400820,	/*  48: ldr w0, [x1, #8] */
	0x72183c1f,	/*  4c: tst w0, #0xffff00 */
	0x54000141,	/*  50: b.ne 78 */
	0x39652020,	/*  54: ldrb w0, [x1, #2376] */
	0x34000100,	/*  58: cbz w0, 78 */
	0xf9400020,	/*  5c: ldr x0, [x1] */
	0x37f80060,	/*  60: tbnz w0, #31, 6c */
	0xd2b00000,	/*  64: mov x0, #0x80000000 */
	0xf820303f,	/*  68: stset x0, [x1] */
	0xa94153f3,	/*  6c: ldp x19, x20, [sp, #16] */
	0xa8c27bfd,	/*  70: ldp x29, x30, [sp], #32 */
	0xd65f03c0,	/*  74: ret */
	0xd5033a9f,	/*  78: dsb ishst */
	0xd5033fdf,	/*  7c: isb */
	0x17fffffb,	/*  80: b 6c */
};

/* Like copy_set, but it tests a bit of the page frame number */
static const uint32_t copy_frame[] = {
	0xaa0103f3,	/*   0: mov x19, x1 */
	0xd34cc661,	/*   4: ubfx x1, x19, #12, #38 */
	0x924e6673,	/*   8: and x19, x19, #0xfffc000000000fff */
	0x91000421,	/*   c: add x1, x1, #0x1 */
	0xaa013273,	/*  10: orr x19, x19, x1, lsl #12 */
	0x35ffff82,	/*  14: cbnz w2, 4 */
	0x36680173,	/*  18: tbz w19, #13, 44 */
	0xd5384101,	/*  1c: mrs x1, sp_el0 */
	0xb9400820,	/*  20: ldr w0, [x1, #8] */
	0x72183c1f,	/*  24: tst w0, #0xffff00 */
	0x54000101,	/*  28: b.ne 48 */
	0x39652020,	/*  2c: ldrb w0, [x1, #2376] */
	0x340000c0,	/*  30: cbz w0, 48 */
	0xf9400020,	/*  34: ldr x0, [x1] */
	0x37f80060,	/*  38: tbnz w0, #31, 44 */
	0xd2b00000,	/*  3c: mov x0, #0x80000000 */
	0xf820303f,	/*  40: stset x0, [x1] */
	0xd65f03c0,	/*  44: ret */
	0xd5033a9f,	/*  48: dsb ishst */
	0xd5033fdf,	/*  4c: isb */
	0xd65f03c0,	/*  50: ret */
};

/* Bits of an argument, one after the other, and BUG() */
static const uint32_t copy_bits[] = {
	0xb4000220,	/*   0: cbz x0, 44 */
	0x36000182,	/*   4: tbz w2, #0, 34 */
	0x37300162,	/*   8: tbnz w2, #6, 34 */
	0xd5384101,	/*   c: mrs x1, sp_el0 */
	0xb9400820,	/*  10: ldr w0, [x1, #8] */
	0x72183c1f,	/*  14: tst w0, #0xffff00 */
	0x54000101,	/*  18: b.ne 38 */
	0x39652020,	/*  1c: ldrb w0, [x1, #2376] */
	0x340000c0,	/*  20: cbz w0, 38 */
	0xf9400020,	/*  24: ldr x0, [x1] */
	0x37f80060,	/*  28: tbnz w0, #31, 34 */
	0xd2b00000,	/*  2c: mov x0, #0x80000000 */
	0xf820303f,	/*  30: stset x0, [x1] */
	0xd65f03c0,	/*  34: ret */
	0xd5033a9f,	/*  38: dsb ishst */
	0xd5033fdf,	/*  3c: isb */
	0xd65f03c0,	/*  40: ret */
	0xd4210000,	/*  44: brk #0x800 */
};

/* The pair depends on a value in memory */
static const uint32_t copy_memory[] = {
	0xf9400003,	/*   0: ldr x3, [x0] */
	0xb4000163,	/*   4: cbz x3, 30 */
	0xd5384101,	/*   8: mrs x1, sp_el0 */
	0xb9400820,	/*   c: ldr w0, [x1, #8] */
	0x72183c1f,	/*  10: tst w0, #0xffff00 */
	0x54000101,	/*  14: b.ne 34 */
	0x39652020,	/*  18: ldrb w0, [x1, #2376] */
	0x340000c0,	/*  1c: cbz w0, 34 */
	0xf9400020,	/*  20: ldr x0, [x1] */
	0x37f80060,	/*  24: tbnz w0, #31, 30 */
	0xd2b00000,	/*  28: mov x0, #0x80000000 */
	0xf820303f,	/*  2c: stset x0, [x1] */
	0xd65f03c0,	/*  30: ret */
	0xd5033a9f,	/*  34: dsb ishst */
	0xd5033fdf,	/*  38: isb */
	0xd65f03c0,	/*  3c: ret */
};

/* The pair is reached more than once in a call */
static const uint32_t copy_loop[] = {
	0xd5384101,	/*   0: mrs x1, sp_el0 */
	0xb9400820,	/*   4: ldr w0, [x1, #8] */
	0x72183c1f,	/*   8: tst w0, #0xffff00 */
	0x54000141,	/*   c: b.ne 34 */
	0x39652020,	/*  10: ldrb w0, [x1, #2376] */
	0x34000100,	/*  14: cbz w0, 34 */
	0xf9400020,	/*  18: ldr x0, [x1] */
	0x37f80060,	/*  1c: tbnz w0, #31, 28 */
	0xd2b00000,	/*  20: mov x0, #0x80000000 */
	0xf820303f,	/*  24: stset x0, [x1] */
	0xf1000463,	/*  28: subs x3, x3, #0x1 */
	0x54fffea1,	/*  2c: b.ne 0 */
	0xd65f03c0,	/*  30: ret */
	0xd5033a9f,	/*  34: dsb ishst */
	0xd5033fdf,	/*  38: isb */
	0x17fffffb,	/*  3c: b 28 */
};

/* lazy_mmu_mode_disable() */
static const uint32_t copy_disable[] = {
	0xd5384101,	/*   0: mrs x1, sp_el0 */
	0xb9400820,	/*   4: ldr w0, [x1, #8] */
	0x72183c1f,	/*   8: tst w0, #0xffff00 */
	0x54000101,	/*   c: b.ne 2c */
	0x39652420,	/*  10: ldrb w0, [x1, #2377] */
	0x350000c0,	/*  14: cbnz w0, 2c */
	0xd2b00000,	/*  18: mov x0, #0x80000000 */
	0xf8e01020,	/*  1c: ldclral x0, x0, [x1] */
	0x36f80060,	/*  20: tbz w0, #31, 2c */
	0xd5033a9f,	/*  24: dsb ishst */
	0xd5033fdf,	/*  28: isb */
	0xd65f03c0,	/*  2c: ret */
};

/* Calls copy_bits, which comes right before, if bit 4 of x6 is set */
static const uint32_t copy_outer[] = {
	0x362000a6,	/*   0: tbz w6, #4, 14 */
	0xa9bf7bfd,	/*   4: stp x29, x30, [sp, #-16]! */
	0xaa0603e2,	/*   8: mov x2, x6 */
	0x94000000,	/*   c: bl c */
	0xa8c17bfd,	/*  10: ldp x29, x30, [sp], #16 */
	0xd65f03c0,	/*  14: ret */
};

/* Calls copy_bits twice: with an entry that is not valid, and with x6 */
static const uint32_t copy_twice[] = {
	0xa9bf7bfd,	/*   0: stp x29, x30, [sp, #-16]! */
	0xaa0603f3,	/*   4: mov x19, x6 */
	0xd282f802,	/*   8: mov x2, #0x17c0 */
	0x94000000,	/*   c: bl c */
	0xaa1303e2,	/*  10: mov x2, x19 */
	0x94000000,	/*  14: bl 14 */
	0xa8c17bfd,	/*  18: ldp x29, x30, [sp], #16 */
	0xd65f03c0,	/*  1c: ret */
};

/* Calls copy_bits in a loop, always with an entry that is not valid */
static const uint32_t copy_marker[] = {
	0xa9bf7bfd,	/*   0: stp x29, x30, [sp, #-16]! */
	0xd282f802,	/*   4: mov x2, #0x17c0 */
	0x94000000,	/*   8: bl 8 */
	0xf1000673,	/*   c: subs x19, x19, #0x1 */
	0x54ffffa1,	/*  10: b.ne 4 */
	0xa8c17bfd,	/*  14: ldp x29, x30, [sp], #16 */
	0xd65f03c0,	/*  18: ret */
};

/* Calls copy_bits in a loop, always with an entry that is valid */
static const uint32_t copy_constant[] = {
	0xa9bf7bfd,	/*   0: stp x29, x30, [sp, #-16]! */
	0xd2800022,	/*   4: mov x2, #0x1 */
	0x94000000,	/*   8: bl 8 */
	0xf1000673,	/*   c: subs x19, x19, #0x1 */
	0x54ffffa1,	/*  10: b.ne 4 */
	0xa8c17bfd,	/*  14: ldp x29, x30, [sp], #16 */
	0xd65f03c0,	/*  18: ret */
};

/* Calls copy_bits in a loop, with another entry on another way */
static const uint32_t copy_either[] = {
	0xa9bf7bfd,	/*   0: stp x29, x30, [sp, #-16]! */
	0xd2800022,	/*   4: mov x2, #0x1 */
	0x37200046,	/*   8: tbnz w6, #4, 10 */
	0xd282f802,	/*   c: mov x2, #0x17c0 */
	0x94000000,	/*  10: bl 10 */
	0xf1000673,	/*  14: subs x19, x19, #0x1 */
	0x54ffff61,	/*  18: b.ne 4 */
	0xa8c17bfd,	/*  1c: ldp x29, x30, [sp], #16 */
	0xd65f03c0,	/*  20: ret */
};

/* Like copy_marker, but a patched jump label leads to 1c, where the entry is valid */
static const uint32_t copy_key[] = {
	0xa9bf7bfd,	/*   0: stp x29, x30, [sp, #-16]! */
	0xd282f802,	/*   4: mov x2, #0x17c0 */
	0x94000000,	/*   8: bl 8 */
	0xf1000673,	/*   c: subs x19, x19, #0x1 */
	0x54ffffa1,	/*  10: b.ne 4 */
	0xa8c17bfd,	/*  14: ldp x29, x30, [sp], #16 */
	0xd65f03c0,	/*  18: ret */
	0xd2800022,	/*  1c: mov x2, #0x1 */
	0x17fffffa,	/*  20: b 8 */
};

/* Jumps through a table whose targets are unknown */
static const uint32_t copy_table[] = {
	0xa9bf7bfd,	/*   0: stp x29, x30, [sp, #-16]! */
	0xd2800022,	/*   4: mov x2, #0x1 */
	0xd61f00e0,	/*   8: br x7 */
	0xd282f802,	/*   c: mov x2, #0x17c0 */
	0x94000000,	/*  10: bl 10 */
	0xa8c17bfd,	/*  14: ldp x29, x30, [sp], #16 */
	0xd65f03c0,	/*  18: ret */
};

/* No caller */
static const uint32_t unreached[] = {
	0xd5384101,	/*   0: mrs x1, sp_el0 */
	0xb9400820,	/*   4: ldr w0, [x1, #8] */
	0x72183c1f,	/*   8: tst w0, #0xffff00 */
	0x54000101,	/*   c: b.ne 2c */
	0x39652020,	/*  10: ldrb w0, [x1, #2376] */
	0x340000c0,	/*  14: cbz w0, 2c */
	0xf9400020,	/*  18: ldr x0, [x1] */
	0x37f80060,	/*  1c: tbnz w0, #31, 28 */
	0xd2b00000,	/*  20: mov x0, #0x80000000 */
	0xf820303f,	/*  24: stset x0, [x1] */
	0xd65f03c0,	/*  28: ret */
	0xd5033a9f,	/*  2c: dsb ishst */
	0xd5033fdf,	/*  30: isb */
	0xd65f03c0,	/*  34: ret */
};

#endif
