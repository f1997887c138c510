/* SPDX-License-Identifier: GPL-2.0 */
/* Find the function whose entries are used at once, so that no section may hold its stores. */
#ifndef BT_AT_ONCE_H
#define BT_AT_ONCE_H

#include "shared/sites.h"

/*
 * The kernel maps a fixmap page by this function, and uses the page when the function returns: text
 * patching (patch_map() in arch/arm64/kernel/patching.c), ftrace, kprobes, the BPF JIT, APEI, KVM.
 * The function flushes nothing itself, so events do not show the use: hence the name.
 */
#define AT_ONCE_FUNCTION	"__set_fixmap"

/** at_once_range() - find AT_ONCE_FUNCTION in the running kernel.  Return: all 0 if not found. */
struct bt_text_range at_once_range(void);

#endif /* BT_AT_ONCE_H */
