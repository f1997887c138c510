/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TESTS_UNIT_RUNNER_H
#define TESTS_UNIT_RUNNER_H

#include <check.h>
#include <stdbool.h>

/* An assertion for loops of many rounds: check(1) writes a record of each ck_assert() that holds. */
#define loop_assert(condition) \
	do { \
		if (!(condition)) \
			ck_abort_msg("Assertion '%s' failed", #condition); \
	} while (0)

/* As TAP; in one process for valgrind and the sanitizers.  Returns the exit status. */
static inline int run_tests(const char *name, TCase *tests, bool nofork)
{
	Suite *suite = suite_create(name);
	SRunner *r;
	int failed;

	suite_add_tcase(suite, tests);
	r = srunner_create(suite);
	if (nofork)
		srunner_set_fork_status(r, CK_NOFORK);
	srunner_set_tap(r, "-");
	srunner_run_all(r, CK_SILENT);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? 1 : 0;
}

#endif
