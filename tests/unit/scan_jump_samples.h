/* SPDX-License-Identifier: GPL-2.0 */
/* Functions with static branches that are NOPs; task_struct is that of scan_samples.h. */
#ifndef TESTS_UNIT_SCAN_JUMP_SAMPLES_H
#define TESTS_UNIT_SCAN_JUMP_SAMPLES_H

#include <stdint.h>

/* A static branch at 34 leads to 44: around the pair, to a call and a copy of the pair */
static const uint32_t queue_around[] = {
	0xd5384101,	/*   0: mrs x1, sp_el0 */
	0xb9400820,	/*   4: ldr w0, [x1, #8] */
	0x72183c1f,	/*   8: tst w0, #0xffff00 */
	0x54000141,	/*   c: b.ne 34 */
	0x39652020,	/*  10: ldrb w0, [x1, #2376] */
	0x34000100,	/*  14: cbz w0, 34 */
	0x39652420,	/*  18: ldrb w0, [x1, #2377] */
	0x350000c0,	/*  1c: cbnz w0, 34 */
	0xf9400020,	/*  20: ldr x0, [x1] */
	0x37f800e0,	/*  24: tbnz w0, #31, 40 */
	0xd2b00000,	/*  28: mov x0, #0x80000000 */
	0xf820303f,	/*  2c: stset x0, [x1] */
	0xd65f03c0,	/*  30: ret */
	0xd503201f,	/*  34: nop */
	0xd5033a9f,	/*  38: dsb ishst */
	0xd5033fdf,	/*  3c: isb */
	0xd65f03c0,	/*  40: ret */
	0x52800020,	/*  44: mov w0, #0x1 */
	0x94000020,	/*  48: bl c8 */
	0xd5033a9f,	/*  4c: dsb ishst */
	0xd5033fdf,	/*  50: isb */
	0x17fffffb,	/*  54: b 40 */
};

/* Static branches at 10, to 24, and at 14 and 2c, both to 34, lead around the pair of a flush */
static const uint32_t flush_around[] = {
	0xd5384101,	/*   0: mrs x1, sp_el0 */
	0xd2b00000,	/*   4: mov x0, #0x80000000 */
	0xf8e01020,	/*   8: ldclral x0, x0, [x1] */
	0x36f800a0,	/*   c: tbz w0, #31, 20 */
	0xd503201f,	/*  10: nop */
	0xd503201f,	/*  14: nop */
	0xd5033a9f,	/*  18: dsb ishst */
	0xd5033fdf,	/*  1c: isb */
	0xd65f03c0,	/*  20: ret */
	0x52800020,	/*  24: mov w0, #0x1 */
	0x94000020,	/*  28: bl a8 */
	0xd503201f,	/*  2c: nop */
	0x17fffffa,	/*  30: b 18 */
	0x94000020,	/*  34: bl b4 */
	0xd5033a9f,	/*  38: dsb ishst */
	0xd5033fdf,	/*  3c: isb */
	0x17fffff8,	/*  40: b 20 */
};

/* 6.16: PENDING is set whether it was set or not; a static branch at c leads to 28 */
static const uint32_t queue_set[] = {
	0xd5384101,	/*   0: mrs x1, sp_el0 */
	0xf9400020,	/*   4: ldr x0, [x1] */
	0x36f800a0,	/*   8: tbz w0, #31, 1c */
	0xd503201f,	/*   c: nop */
	0xd2c00020,	/*  10: mov x0, #0x100000000 */
	0xf820303f,	/*  14: stset x0, [x1] */
	0xd65f03c0,	/*  18: ret */
	0xd5033a9f,	/*  1c: dsb ishst */
	0xd5033fdf,	/*  20: isb */
	0xd65f03c0,	/*  24: ret */
	0xd2c00023,	/*  28: mov x3, #0x100000000 */
	0xf8e33024,	/*  2c: ldsetal x3, x4, [x1] */
	0xd65f03c0,	/*  30: ret */
};

/* Like queue_set, but the code at 28 jumps back to 10 */
static const uint32_t queue_joined[] = {
	0xd5384101,	/*   0: mrs x1, sp_el0 */
	0xf9400020,	/*   4: ldr x0, [x1] */
	0x36f800a0,	/*   8: tbz w0, #31, 1c */
	0xd503201f,	/*   c: nop */
	0xd2c00020,	/*  10: mov x0, #0x100000000 */
	0xf820303f,	/*  14: stset x0, [x1] */
	0xd65f03c0,	/*  18: ret */
	0xd5033a9f,	/*  1c: dsb ishst */
	0xd5033fdf,	/*  20: isb */
	0xd65f03c0,	/*  24: ret */
	0x52800023,	/*  28: mov w3, #0x1 */
	0x17fffff9,	/*  2c: b 10 */
};

/* PENDING is tested behind the static branch at c alone, at 28 */
static const uint32_t queue_partly[] = {
	0xd5384101,	/*   0: mrs x1, sp_el0 */
	0xf9400020,	/*   4: ldr x0, [x1] */
	0x36f800a0,	/*   8: tbz w0, #31, 1c */
	0xd503201f,	/*   c: nop */
	0xd2c00020,	/*  10: mov x0, #0x100000000 */
	0xf820303f,	/*  14: stset x0, [x1] */
	0xd65f03c0,	/*  18: ret */
	0xd5033a9f,	/*  1c: dsb ishst */
	0xd5033fdf,	/*  20: isb */
	0xd65f03c0,	/*  24: ret */
	0xb707ff80,	/*  28: tbnz x0, #32, 18 */
	0xd65f03c0,	/*  2c: ret */
};

/* A static branch at 0, to 8, decides whether the pair is reached */
static const uint32_t copy_static[] = {
	0xd503201f,	/*   0: nop */
	0xd65f03c0,	/*   4: ret */
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

/* A static branch at 0, to 8, leads around a test of x2 */
static const uint32_t copy_around[] = {
	0xd503201f,	/*   0: nop */
	0x36000162,	/*   4: tbz w2, #0, 30 */
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

/* test_ti_thread_flag() with a static branch at 0, to 18 */
static const uint32_t test_key[] = {
	0xd503201f,	/*   0: nop */
	0x53067c22,	/*   4: lsr w2, w1, #6 */
	0xf862d800,	/*   8: ldr x0, [x0, w2, sxtw #3] */
	0x9ac12400,	/*   c: lsr x0, x0, x1 */
	0x12000000,	/*  10: and w0, w0, #0x1 */
	0xd65f03c0,	/*  14: ret */
	0x52800000,	/*  18: mov w0, #0x0 */
	0xd65f03c0,	/*  1c: ret */
};

#endif
