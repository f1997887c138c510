/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Code for test_lines.c, with symbols that tell its addresses and lines.  after_NAME is the
 * address behind instructions that stand for a call, line_NAME the number of the call's line.
 */
#define LINE(name) asm volatile(".globl line_" #name "\n.set line_" #name ", %c0" : : "i"(__LINE__))
#define CALL(name) asm volatile(".rept 8\nnop\n.endr\n.globl after_" #name "\nafter_" #name ":" \
				: : : "memory"); LINE(name)
#define INLINE static inline __attribute__((always_inline))

void sample_outer(void);
void sample_plain(void);

INLINE void sample_innermost(void)
{
	CALL(innermost);
}

INLINE void sample_middle(int deep)
{
	if (deep) {
		LINE(in_middle); sample_innermost();
	}
}

/* Code behind the call is not inlined: only the address before that code is. */
void sample_outer(void)
{
	LINE(in_outer); sample_middle(1);
	CALL(outer);
}

/* Kernels name their headers like this. */
#line 100 "./include/plain.h"
void sample_plain(void)
{
	CALL(plain);
}
