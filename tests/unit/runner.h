/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TESTS_UNIT_RUNNER_H
#define TESTS_UNIT_RUNNER_H

#include <check.h>
#include <stdbool.h>

/* Assert in a loop of many rounds, where ck_assert() is slow: it records each success. */
#define loop_assert(condition) \
	do { \
		if (!(condition)) \
			ck_abort_msg("Assertion '%s' failed", #condition); \
	} while (0)

/*
 * Run @tests, print TAP, and return the exit status.  @nofork keeps all in one process, as
 * valgrind and the sanitizers need.
 */
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
