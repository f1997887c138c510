// SPDX-License-Identifier: GPL-2.0
#include "kernel/at_once.h"
#include "kernel/ksyms.h"

struct bt_text_range at_once_range(void)
{
	uint64_t size, start = ksyms_range(KALLSYMS, AT_ONCE_FUNCTION, &size);

	return (struct bt_text_range){ start, start ? size : 0 };
}
