/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Look in the kernel's text for the barriers behind an event: of a flush (I22), of a store that
 * emits at once, and of a store beside the queue (I23).
 *
 * A pair is a DSB that is at least as strong as "dsb ishst", and an ISB behind it.  Arm ARM (DDI
 * 0487), C6.2, DSB: the option names the domain and the accesses that the DSB waits for.  The outer
 * shareable domain and the full system contain the inner shareable domain.  A DSB for all accesses
 * waits for stores, too.  So these are at least as strong: ishst, ish, oshst, osh, st, sy, the
 * reserved options, which execute as sy, and the nXS forms of ish, osh and sy: a page table is in
 * memory without the XS attribute.  These are weaker: nshst and nsh, which reach no other CPU;
 * ishld, oshld, nshld and ld, which wait for loads; ssbb and pssbb; and any dmb, which orders
 * accesses, and does not wait for them.
 */
#ifndef BT_BARRIER_TEXT_H
#define BT_BARRIER_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/ksyms.h"
#include "scan/code.h"

#define TEXT_KPROBE	0xd4200080u	/* BRK_KPROBES_OPCODE, arch/arm64/include/asm/kprobes.h */
#define TEXT_MAX	16384u		/* instructions of a function that is followed */

enum text_verdict {
	TEXT_EXECUTES,	/* a pair on every way to the event */
	TEXT_SILENT,	/* some way to the event has no pair */
	TEXT_OTHER,	/* no way to the event reports "emitted" */
	TEXT_BEFORE,	/* the function neither stores nor clears: its caller has to be judged */
	TEXT_UNDECIDED,	/* the ways are not known */
};

/* The event whose barriers are looked for. */
enum text_event {
	TEXT_FLUSH,	/* PENDING is cleared, then the pair, then the event */
	TEXT_QUEUE,	/* a store, the pair, the event; x0 is 0 if the event reports "emitted" */
	TEXT_DIRECT,	/* a compare-and-swap, the pair, the event */
};

/* A function, and the means to look at others.  All pointers are borrowed. */
struct barrier_text {
	/*
	 * Has the function.  Its static branches go both ways; without @text.jumps each
	 * goes as it is patched.
	 */
	struct scan_text text;
	uint64_t start;		/* address of the function */
	size_t n;		/* instructions of the function */
	enum text_event event;
	const struct ksyms *ksyms;	/* names of called functions; may be NULL */
	/* Copy up to @n instructions.  Return: their number, 0 when there is no text. */
	size_t (*read)(uint64_t address, uint32_t *words, size_t n, void *arg);
	void *arg;
};

/**
 * barrier_text_judge() - follow the ways to the event of a site.
 * @call: index of the call that reports the event, or that leads to the report (TEXT_BEFORE)
 * @why: result, static text: the reason of TEXT_UNDECIDED, else NULL
 *
 * A way begins at the function's entry.  The last store or atomic access on the way is the one
 * that the event is about, and the pair has to come behind it.  Stores to the stack do not count.
 *
 * Return: the verdict; TEXT_UNDECIDED without memory, too.
 */
enum text_verdict barrier_text_judge(const struct barrier_text *t, size_t call, const char **why);

/** barrier_text_is_dsb() - tell whether an instruction is a DSB as strong as "dsb ishst". */
bool barrier_text_is_dsb(uint32_t insn);

/** barrier_text_is_isb() - tell whether an instruction is an ISB. */
bool barrier_text_is_isb(uint32_t insn);

/**
 * barrier_text_target() - find where a call ends up.
 * @address: of the BL
 * @read: as of struct barrier_text; may be NULL
 *
 * A module reaches the kernel through a veneer of its own: ADRP, ADD, BR
 * (arch/arm64/kernel/module-plts.c).
 *
 * Return: the address of the function; 0 when @insn is no BL.
 */
uint64_t barrier_text_target(uint32_t insn, uint64_t address,
			     size_t (*read)(uint64_t address, uint32_t *words, size_t n, void *arg),
			     void *arg);

/**
 * barrier_text_pair() - look for a pair anywhere in a function.
 *
 * Return: TEXT_EXECUTES with one.  Without one TEXT_UNDECIDED if a kprobe is there, because its BRK
 * may replace half of a pair, or a pair with a stronger DSB, which may belong to a TLB
 * invalidation; else TEXT_SILENT.
 */
enum text_verdict barrier_text_pair(const uint32_t *words, size_t n);

/** barrier_text_has_cas() - find a compare-and-swap of 64 bits: CAS, or a store-exclusive. */
bool barrier_text_has_cas(const uint32_t *words, size_t n);

#endif /* BT_BARRIER_TEXT_H */
