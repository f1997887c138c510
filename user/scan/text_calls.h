/* SPDX-License-Identifier: GPL-2.0 */
/* Tell by its name what a call of a kernel function means for the ways through a text. */
#ifndef BT_TEXT_CALLS_H
#define BT_TEXT_CALLS_H

#include "kernel/ksyms.h"

enum text_call {
	TEXT_CALL_OTHER,
	TEXT_CALL_EVENT,	/* reports an event of the lazy MMU mode */
	TEXT_CALL_ENDS,		/* never returns: no way goes on behind the call */
};

/** text_call_kind() - look up the function at @address.  @ksyms: may be NULL */
enum text_call text_call_kind(const struct ksyms *ksyms, uint64_t address);

#endif /* BT_TEXT_CALLS_H */
