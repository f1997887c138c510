// SPDX-License-Identifier: GPL-2.0
/* Collect the points and problems of a scan, and find the functions of its sites. */
#include <errno.h>
#include <stdlib.h>

#include "base/array.h"
#include "scan/barrier_site.h"

#define MAX_FUNCTION	65536	/* instructions: a longer function is a hole in the names */

const char scan_not_probed[] = "in a function that the kernel does not let be probed";
const char scan_no_caller[] = "no caller in the kernel's text";
const char scan_does_nothing[] = "what it passes does nothing there";

/* Take a call that gets to a site on two ways, through another copy: a probe stands for one way. */
static void meet_again(struct scan_point *p, const struct scan_point *other)
{
	if (p->why_not == scan_does_nothing)
		*p = *other;
	else if (!p->why_not && other->why_not != scan_does_nothing)
		p->why_not = "several ways to the site in one call";
}

int points_add(struct scanner *s, const struct scan_point *point)
{
	struct scan *scan = s->scan;

	for (size_t i = 0; i < scan->nr_points; i++) {
		struct scan_point *p = &scan->points[i];

		if (p->address == point->address && p->kind == point->kind &&
		    p->site == point->site) {
			if (point->callee)
				meet_again(p, point);
			return 0;
		}
		/* One test may decide about two pairs: after in_interrupt(), after the flag. */
		if (p->address == point->address && p->kind == point->kind && !point->callee)
			return 0;
	}
	if (array_add(scan->points, scan->nr_points))
		return -ENOMEM;
	scan->points[scan->nr_points++] = *point;
	scan->nr[point->kind]++;
	return 0;
}

int points_problem(struct scanner *s, uint64_t address, const char *what)
{
	struct scan *scan = s->scan;

	if (array_add(scan->problems, scan->nr_problems))
		return -ENOMEM;
	scan->problems[scan->nr_problems++] = (struct scan_problem){ address, what };
	return 0;
}

bool points_function(const struct scanner *s, uint64_t address, struct function *f)
{
	uint64_t end = s->text->base + 4 * s->text->n;

	/* ksyms_bounds() takes a return address: the instruction after. */
	if (!ksyms_bounds(s->ksyms, address + 4, &f->start, &f->end) || f->start < s->text->base)
		return false;
	if (f->end > end)
		f->end = end;
	if (f->end - f->start > 4 * MAX_FUNCTION || (f->start & 3))
		return false;
	f->can_probe = s->can_probe(f->start, f->end, s->arg);
	return true;
}

int points_open_flow(const struct scanner *s, const struct function *f, struct flow *flow)
{
	return flow_open(flow, s->text, f->start, (f->end - f->start) / 4, s->layout);
}
