// SPDX-License-Identifier: GPL-2.0
/* Arrays that grow. */
#include "base/array.h"
#include "runner.h"

START_TEST(an_array_keeps_its_elements_when_it_grows)
{
	uint32_t *v = NULL;
	size_t n = 0;

	while (n < 1000) {
		ck_assert_int_eq(array_add(v, n), 0);
		v[n] = n;
		n++;
	}
	for (size_t i = 0; i < n; i++)
		loop_assert(v[i] == i);
	free(v);
}
END_TEST

/* Sanitizers and valgrind see a write behind the end. */
START_TEST(an_array_grows_again_after_elements_were_taken_off)
{
	uint64_t *v = NULL;
	size_t n = 0;

	for (size_t keep = 0; keep < 40; keep++) {
		while (n < 33) {
			ck_assert_int_eq(array_add(v, n), 0);
			v[n] = n;
			n++;
		}
		n = keep < n ? keep : n;
	}
	free(v);
}
END_TEST

START_TEST(an_element_that_is_reached_is_zero)
{
	uint64_t *v = NULL;
	size_t room = 0;

	ck_assert_int_eq(array_reach(v, room, 0), 0);
	ck_assert_uint_eq(room, 1);
	ck_assert_uint_eq(v[0], 0);
	v[0] = 7;
	ck_assert_int_eq(array_reach(v, room, 4), 0);
	ck_assert_uint_eq(room, 8);
	ck_assert_uint_eq(v[0], 7);
	for (size_t i = 1; i < room; i++)
		ck_assert_uint_eq(v[i], 0);
	ck_assert_int_eq(array_reach(v, room, 7), 0);
	ck_assert_uint_eq(room, 8);
	free(v);
}
END_TEST

START_TEST(an_array_that_cannot_grow_stays_as_it_is)
{
	uint64_t *v = NULL, *before;
	size_t room = 0;

	ck_assert_int_eq(array_reach(v, room, 3), 0);
	before = v;
	v[3] = 7;
	ck_assert_int_eq(array_reach(v, room, SIZE_MAX), -ENOMEM);
	ck_assert_int_eq(array_reach(v, room, SIZE_MAX / 4), -ENOMEM);
	ck_assert_int_eq(array_add(v, SIZE_MAX / 4 + 1), -ENOMEM);
	ck_assert_ptr_eq(v, before);
	ck_assert_uint_eq(room, 4);
	ck_assert_uint_eq(v[3], 7);
	free(v);
}
END_TEST

int main(int argc, char **argv)
{
	TCase *tests = tcase_create("array");

	(void)argv;
	tcase_add_test(tests, an_array_keeps_its_elements_when_it_grows);
	tcase_add_test(tests, an_array_grows_again_after_elements_were_taken_off);
	tcase_add_test(tests, an_element_that_is_reached_is_zero);
	tcase_add_test(tests, an_array_that_cannot_grow_stays_as_it_is);
	return run_tests("array", tests, argc > 1);
}
