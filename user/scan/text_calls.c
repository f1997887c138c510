// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "base/array.h"
#include "scan/text_calls.h"

enum text_call text_call_kind(const struct ksyms *ksyms, uint64_t address)
{
	/*
	 * Functions with __noreturn that code of mm, of drivers and of modules calls.  gcc and
	 * clang put any code behind such a call.
	 */
	static const char *const ends[] = {
		"__stack_chk_fail", "panic", "vpanic", "nmi_panic", "__fortify_panic",
		"fortify_panic", "usercopy_abort", "do_exit", "do_group_exit", "make_task_dead",
		"do_task_dead", "kthread_exit", "kthread_complete_and_exit",
		"__module_put_and_kthread_exit", "__kunit_abort", "kunit_try_catch_throw",
	};
	static const char event[] = "__lazy_mmu_trace_";
	char name[256];

	ksyms_function(ksyms, name, sizeof(name), address);
	if (!strncmp(name, event, sizeof(event) - 1))
		return TEXT_CALL_EVENT;
	for (size_t i = 0; i < ARRAY_SIZE(ends); i++)
		if (!strcmp(name, ends[i]))
			return TEXT_CALL_ENDS;
	return TEXT_CALL_OTHER;
}
