/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tell the generations of the kernel's batching logic apart.  Outputs and recordings hold a
 * generation's name; all code compares the numbers.
 */
#ifndef BT_GENERATION_H
#define BT_GENERATION_H

#include <stdbool.h>
#include <string.h>

enum generation {
	GENERATION_0,		/* every barrier is emitted */
	GENERATION_1,		/* no guard against interrupts, no nesting */
	GENERATION_2,		/* sections may nest, the first leave ends the mode */
	GENERATION_3,		/* sections nest and pause, every disable flushes */
	GENERATION_UNKNOWN,	/* taken for a generation later than all others */
};

/** generation_name() - return "G0" to "G3", or "unknown". */
static inline const char *generation_name(enum generation generation)
{
	static const char *const names[] = { "G0", "G1", "G2", "G3" };

	return generation < GENERATION_UNKNOWN ? names[generation] : "unknown";
}

/** generation_parse() - return the generation of a name, GENERATION_UNKNOWN for any other text. */
static inline enum generation generation_parse(const char *name)
{
	enum generation generation = GENERATION_0;

	while (generation < GENERATION_UNKNOWN && strcmp(name, generation_name(generation)))
		generation++;
	return generation;
}

/** generation_batches() - return whether a generation is known, and defers barriers. */
static inline bool generation_batches(enum generation generation)
{
	return generation != GENERATION_0 && generation < GENERATION_UNKNOWN;
}

#endif /* BT_GENERATION_H */
