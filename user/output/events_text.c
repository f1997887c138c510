// SPDX-License-Identifier: GPL-2.0
/* Write events for people: a line for each event, and its stack below. */
#include <errno.h>
#include <inttypes.h>

#include "base/escape.h"
#include "output/events_out.h"
#include "output/source_out.h"

#define INDENT	"                     "	/* before each entry of a stack */

static int text_begin(struct events_out *out, const struct recorded *r)
{
	(void)out;
	(void)r;
	return 0;
}

/* Return whether the stack has the event's site, and so prints the source lines of the site. */
static bool is_in(const struct rec_stack *stack, uint64_t ip)
{
	for (uint32_t i = 0; stack && i < stack->n; i++)
		if (stack->address[i] == ip)
			return true;
	return false;
}

static int text_event(struct events_out *out, const struct bt_event *e, const struct rec_task *task,
		      const struct rec_stack *stack)
{
	const struct bt_snapshot after = bt_past_snapshot(e->what);
	char safe[4 * BT_COMM_LEN + 1];
	FILE *f = out->f;

	fprintf(f, "%14.9f [%03u] %16s/%-7u %-15s", (int64_t)(e->time_ns - out->r->start_ns) / 1e9, e->cpu,
		escape_terminal(safe, sizeof(safe), task->comm), task->tid, events_name(e));
	if (e->type == BT_EVENT_LAZY_MMU)
		fprintf(f, " %-4s pending=%d active=%d in_interrupt=%d enable_count=%d pause_count=%d",
			events_level(e), after.pending, after.active, after.in_interrupt,
			after.enable_count, after.pause_count);
	if (bt_event_is_derived(e))
		fputs(" derived", f);
	if (e->ip)
		fprintf(f, "  %s", events_site(out, e->ip, e->time_ns));
	putc('\n', f);
	if (!is_in(stack, e->ip))
		source_out_text(f, out->lines, e->ip, INDENT "  ");
	for (uint32_t i = 0; stack && i < stack->n; i++) {
		fprintf(f, INDENT "%s\n", events_site(out, stack->address[i], e->time_ns));
		source_out_text(f, out->lines, stack->address[i], INDENT "  ");
	}
	return ferror(f) ? -EIO : 0;
}

static void text_end(struct events_out *out, bool complete)
{
	const struct recorded *r = out->r;
	char derived[64] = "";

	if (!complete)
		return;
	if (*r->scope)
		snprintf(derived, sizeof(derived), " (%" PRIu64 " derived, the rest observed)", r->derived);
	fprintf(out->f, "# %" PRIu64 " events%s, %" PRIu64 " lost%s\n", r->extent.events, derived,
		r->lost, r->unknown_loss ? ", and the recording is incomplete" : "");
}

const struct events_ops events_text = { true, text_begin, text_event, text_end };
