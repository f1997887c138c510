// SPDX-License-Identifier: GPL-2.0
/*
 * Read results of `stat --json` and `hist --json`, a record a line.  libjansson parses the lines.
 * libjansson refuses text that is not UTF-8, numbers that do not fit, nesting without end and, if
 * asked, members that come twice.  This file checks the contents of the records;
 * result_hist_json.c checks the records of `hist`.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/log.h"
#include "compare/json_reader.h"

#define MAX_LINE	(1u << 20)	/* bytes; the longest line has the measured command line */

/* Return: the place of a field in @n; NULL for a field that follows from others. */
static uint64_t *place_of(struct counts *n, enum field f)
{
	switch (f) {
	case F_EMITTED:		return &n->c[BT_EMITTED];
	case F_FIRST:		return &n->c[BT_FIRST];
	case F_AGAIN:		return &n->c[BT_AGAIN];
	case F_FLUSH:		return &n->c[BT_FLUSH];
	case F_FLUSH_EMPTY:	return &n->c[BT_FLUSH_EMPTY];
	case F_DIRECT:		return &n->c[BT_DIRECT];
	case F_PENDING_START:	return &n->pending_start;
	case F_PENDING:		return &n->pending;
	default:		return NULL;
	}
}

static int get_counts(const struct json_reader *rd, const json_t *record, struct counts *n)
{
	int64_t v[F_NR];
	int ret;

	*n = (struct counts){ 0 };
	for (int f = 0; f < F_NR; f++) {
		uint64_t *place = place_of(n, f);
		bool signed_one = !place || f == F_PENDING_START || f == F_PENDING;

		ret = json_reader_number(rd, record, field_infos[f].name,
				 signed_one ? -RESULT_MAX_COUNT : 0, &v[f]);
		if (ret)
			return ret;
		if (place)
			*place = v[f];
	}
	for (int f = 0; f < F_NR; f++)
		if (v[f] != counts_get(n, f))
			return json_reader_wrong(rd, "'%s' is %lld, by the others it is %lld",
				     field_infos[f].name, (long long)v[f],
				     (long long)counts_get(n, f));
	return 0;
}

/* Read the part of a total that was derived, which only results by probes have. */
static int get_derived(const struct json_reader *rd, const json_t *record, struct counts *n)
{
	const json_t *derived = json_object_get(record, "derived");
	int ret = 0;

	for (int i = 0; derived && !ret && i < BT_NR_COUNTERS; i++) {
		int64_t v;

		ret = json_reader_number(rd, derived, field_infos[counter_fields[i]].name, 0, &v);
		if (!ret && (uint64_t)v > n->c[i])
			ret = json_reader_wrong(rd, "of %lld '%s' %lld are derived",
						(long long)n->c[i],
						field_infos[counter_fields[i]].name, (long long)v);
		n->derived[i] = ret ? 0 : v;
	}
	return ret;
}

/* Read a text that results of earlier versions lack.  Return: as json_reader_added(). */
static int get_added_text(struct json_reader *rd, const json_t *object, const char *member,
			  char **to)
{
	const char *text;
	int ret;

	if (!json_object_get(object, member))
		return 0;
	ret = json_reader_text(rd, object, member, &text);
	return ret ? ret : json_reader_added(rd, result_set(rd->r, to, text));
}

/* Read how much of the kernel the probes saw. */
static int get_coverage(struct json_reader *rd, const json_t *probes)
{
	struct probe_coverage *c = &rd->r->coverage;
	const struct {
		const char *member;
		size_t *to;
	} numbers[] = {
		{ "places", &c->places }, { "derived_places", &c->calls },
		{ "out_of_scope", &c->out_of_scope }, { "uncovered", &c->uncovered },
	};
	int ret = get_added_text(rd, probes, "scope", &rd->r->probe_scope);

	for (size_t i = 0; !ret && i < ARRAY_SIZE(numbers); i++) {
		int64_t v = 0;

		if (json_object_get(probes, numbers[i].member))
			ret = json_reader_number(rd, probes, numbers[i].member, 0, &v);
		*numbers[i].to = v;
	}
	return ret;
}

static int read_header(struct json_reader *rd, const json_t *record)
{
	struct result *r = rd->r;
	const struct {
		const char *member;
		char **to;
	} texts[] = {
		{ "subject", &r->subject },
		{ "kernel", &r->kernel },
		{ "generation", &r->generation },
		{ "attach", &r->attach },
	};
	const char *text;
	int64_t runs;
	int ret, per;

	if (rd->header)
		return json_reader_wrong(rd, "a second header");
	ret = json_reader_text(rd, record, "command", &text);
	if (ret)
		return ret;
	if (strcmp(text, "stat") && strcmp(text, "report") && strcmp(text, "hist"))
		return json_reader_wrong(rd, "a result of '%.32s', not of stat or hist", text);
	if (!strcmp(text, "hist"))
		ret = json_reader_added(rd, result_hist_new(r));
	if (ret)
		return ret;
	ret = json_reader_text(rd, record, "version", &text);
	if (ret)
		return ret;
	if (strncmp(text, "1.", 2))
		return json_reader_wrong(rd, "format %.32s: this barrier-trace knows 1", text);
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		ret = json_reader_text(rd, record, texts[i].member, &text);
		if (!ret)
			ret = json_reader_added(rd, result_set(r, texts[i].to, text));
		if (ret)
			return ret;
	}
	ret = json_reader_text(rd, record, "per", &text);
	if (ret)
		return ret;
	for (per = 0; per < PER_NR && strcmp(text, per_names[per]); per++)
		;
	if (per == PER_NR)
		return json_reader_wrong(rd, "rows per '%.32s' are not known", text);
	r->per = per;
	r->probes = json_object_get(record, "probes");
	ret = get_added_text(rd, record, "scope", &r->scope);
	if (!ret && r->probes)
		ret = get_coverage(rd, json_object_get(record, "probes"));
	if (ret)
		return ret;
	runs = 1;
	/* Results of hist have the member since version 1.1. */
	if (!r->hist || json_object_get(record, "runs"))
		ret = json_reader_number(rd, record, "runs", 0, &runs);
	rd->runs_in_header = runs > 1;
	rd->header = true;
	return ret;
}

static int read_row(struct json_reader *rd, const json_t *record)
{
	struct counts n;
	const char *name;
	char buf[32];
	int ret = get_counts(rd, record, &n);

	if (!ret)
		ret = json_reader_row_name(rd, record, buf, sizeof(buf), &name);
	/*
	 * Skip rows of a run, because rows over all runs follow.  Rows of intervals are added up,
	 * because no rows over all intervals follow.
	 */
	if (ret || json_object_get(record, "run"))
		return ret;
	return json_reader_added(rd, result_add_row(rd->r, name, &n));
}

static int read_run(struct json_reader *rd, const json_t *record)
{
	struct counts n;
	int64_t elapsed;
	int ret = get_counts(rd, record, &n);

	if (!ret)
		ret = json_reader_number(rd, record, "elapsed_ns", 0, &elapsed);
	if (ret)
		return ret;
	if (!rd->runs_in_header)
		return json_reader_wrong(rd, "a run in a result without -r");
	return json_reader_added(rd, result_add_run(rd->r, &n, elapsed));
}

static int read_total(struct json_reader *rd, const json_t *record)
{
	struct result *r = rd->r;
	int64_t elapsed, lost;
	int ret = get_counts(rd, record, &r->total);

	if (!ret)
		ret = get_derived(rd, record, &r->total);
	if (!ret)
		ret = json_reader_number(rd, record, "elapsed_ns", 0, &elapsed);
	if (!ret)
		ret = json_reader_number(rd, record, "lost", 0, &lost);
	if (ret)
		return ret;
	for (int f = 0; r->nr_runs && f < F_NR; f++)
		if (counts_get(&r->sum, f) != counts_get(&r->total, f))
			return json_reader_wrong(rd, "'%s' is not the sum of the runs",
						 field_infos[f].name);
	r->elapsed_ns = elapsed;
	r->lost = lost;
	rd->total = true;
	return 0;
}

static int read_record(struct json_reader *rd, const json_t *record)
{
	static const struct {
		const char *type;
		int (*read)(struct json_reader *rd, const json_t *record);
	} types[] = {
		{ "header", read_header }, { "row", read_row },
		{ "run", read_run }, { "total", read_total },
	};
	const char *type;
	int ret = json_reader_text(rd, record, "type", &type);

	if (ret)
		return ret;
	if (rd->total)
		return json_reader_wrong(rd, "something behind the total");
	if (!rd->header && strcmp(type, "header"))
		return json_reader_wrong(rd, "no header before this record");
	if (rd->r->hist && strcmp(type, "header"))
		return result_hist_record(rd, record, type);
	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		if (!strcmp(type, types[i].type))
			return types[i].read(rd, record);
	/*
	 * Skip other types: intervals are in the total, mean and deviation follow from the runs,
	 * and any other type is of a newer version.
	 */
	return 0;
}

static int append(struct json_reader *rd, char c)
{
	if (rd->length == MAX_LINE)
		return json_reader_wrong(rd, "longer than %u bytes", MAX_LINE);
	if (array_reach(rd->text, rd->room, rd->length)) {
		err("out of memory");
		return -ENOMEM;
	}
	rd->text[rd->length++] = c;
	return 0;
}

/* Return: 1 for a line, 0 at the end, or a negative errno. */
static int read_line(struct json_reader *rd)
{
	int c;

	rd->length = 0;
	rd->line++;
	while ((c = getc_unlocked(rd->f)) != EOF && c != '\n') {
		int ret = append(rd, c);

		if (ret)
			return ret;
	}
	if (ferror(rd->f)) {
		c = errno;
		err("cannot read %s: %s", rd->name, strerror(c));
		return -c;
	}
	return c == '\n' || rd->length;
}

static int read_json(struct result *r, FILE *f, const char *name)
{
	struct json_reader rd = { .r = r, .f = f, .name = name };
	json_error_t error;
	json_t *record;
	int ret;

	while ((ret = read_line(&rd)) > 0) {
		if (!rd.length)
			continue;
		record = json_loadb(rd.text, rd.length, JSON_REJECT_DUPLICATES, &error);
		ret = record ? read_record(&rd, record) : json_reader_wrong(&rd, "%s", error.text);
		json_decref(record);
		if (ret)
			break;
	}
	if (!ret && !rd.total) {
		err("%s: cut off: %zu lines, and no total", name, rd.line - 1);
		ret = -ENODATA;
	}
	free(rd.text);
	return ret;
}

const struct result_loader result_json = { '{', read_json };
