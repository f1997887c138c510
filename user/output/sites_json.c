// SPDX-License-Identifier: GPL-2.0
/* Write NDJSON: a header; a record for each site, followed by its stacks; the total. */
#include "base/json_schema.h"
#include "output/losses_out.h"
#include "output/sites_out.h"
#include "output/source_out.h"

#define JSON_VERSION "1.3"	/* major: a field changed its meaning; minor: new ones */

#define MEMBERS(M) \
	M(stacks, bool, "header: lines of stacks follow their site's") \
	M(avoidable_known, bool, "header: avoidable and runs are counted") \
	M(used_at_once_known, bool, "header: else what is used at once counts as avoidable") \
	M(order, string, "header: the field that orders the sites, and of which each has a share") \
	M(share, double, "of the sum over all sites, of the field that orders them; 0 to 1") \
	M(cumulative_share, double, "of a site: its share and those of the sites before it") \
	M(reason, string, "why barriers were emitted, the most frequent reason first; - if none was") \
	M(site, string, "the call that an event reports, by name") \
	M(ip, string, "its address, hexadecimal") \
	M(frames, array, \
	  "of a stack, innermost first, symbol, ip and source of each; the first one is the " \
	  "site") \
	M(source, array, \
	  "with a vmlinux: the functions that hold the call, from the innermost; function, " \
	  "file, line, and whether it is inlined into the next") \
	M(lost, uint, "events that are not counted") \
	M(losses, object, "lost by cause, and lapses that cost no event") \
	M(elapsed_ns, uint, "covered by the counts")

JSON_MEMBERS(m, MEMBERS);

static void put_header(struct sites_out *out, const struct sites_result *r)
{
	struct json j = { .out = out->f };

	header_json(&j, "sites", JSON_VERSION, &r->about);
	json_put(&j, m.stacks, !r->no_stacks);
	json_put(&j, m.avoidable_known, !r->no_runs);
	json_put(&j, m.used_at_once_known, !r->no_at_once);
	json_put(&j, m.order, site_field_infos[sites_order(out)].name);
	header_json_end(&j, &r->about);
}

static void put_counts(struct json *j, const struct sites_result *r, const struct bt_site_counts *n)
{
	char reasons[128];

	for (enum site_field f = 0; f < sites_fields(r); f++)
		json_uint(j, site_field_infos[f].name, site_get(n, f));
	json_put(j, m.reason, site_reasons(n, reasons, sizeof(reasons)));
}

static void put_ip(struct json *j, uint64_t address)
{
	char ip[32];

	json_put(j, m.ip, ksyms_site(NULL, ip, sizeof(ip), address));
}

static void put_frame(struct json *j, struct sites_out *out, uint64_t address)
{
	char name[256];

	json_open(j, NULL);
	json_string(j, "symbol", sites_frame(out, name, sizeof(name), address));
	put_ip(j, address);
	source_out_json(j, json_name(m.source), out->lines, address);
	json_close(j);
}

static void put_site(struct sites_out *out, const struct sites_result *r, const struct site *site,
		     uint64_t so_far)
{
	enum site_field order = sites_order(out);
	struct json j = { .out = out->f };
	char name[256];

	json_open(&j, NULL);
	json_string(&j, "type", "site");
	json_put(&j, m.site, sites_frame(out, name, sizeof(name), site->ip));
	put_ip(&j, site->ip);
	source_out_json(&j, json_name(m.source), out->lines, site->ip);
	put_counts(&j, r, &site->n);
	json_put(&j, m.share, sites_share(r, site_get(&site->n, order), order));
	json_put(&j, m.cumulative_share, sites_share(r, so_far, order));
	json_close(&j);
}

static void put_stack(struct sites_out *out, const struct sites_result *r,
		      const struct site_stack *stack)
{
	enum site_field order = sites_order(out);
	struct json j = { .out = out->f };
	char name[256];

	json_open(&j, NULL);
	json_string(&j, "type", "stack");
	json_put(&j, m.site, sites_frame(out, name, sizeof(name), stack->address[0]));
	put_ip(&j, stack->address[0]);
	put_counts(&j, r, &stack->n);
	json_put(&j, m.share, sites_share(r, site_get(&stack->n, order), order));
	json_put_open(&j, m.frames);
	for (size_t i = 0; i < stack->depth; i++)
		put_frame(&j, out, stack->address[i]);
	json_array_end(&j);
	json_close(&j);
}

static void put_total(struct sites_out *out, const struct sites_result *r)
{
	struct json j = { .out = out->f };

	json_open(&j, NULL);
	json_string(&j, "type", "total");
	put_counts(&j, r, stacks_total(r->stacks));
	json_put(&j, m.lost, r->losses.total);
	json_put(&j, m.elapsed_ns, r->elapsed_ns);
	losses_json(&j, m.losses, &r->losses);
	json_close(&j);
}

static void json_show(struct sites_out *out, const struct sites_result *r)
{
	uint64_t so_far = 0;
	struct site *rows;
	size_t n;

	put_header(out, r);
	rows = sites_shown(out, r, &n);
	for (size_t i = 0; rows && i < n; i++) {
		so_far += site_get(&rows[i].n, sites_order(out));
		put_site(out, r, &rows[i], so_far);
		for (size_t k = 0; !r->no_stacks && k < rows[i].nr_stacks; k++)
			put_stack(out, r, rows[i].stacks[k]);
	}
	stacks_sites_free(rows, n);
	put_total(out, r);
}

const struct sites_ops sites_json = { json_show };

void sites_schema(FILE *f)
{
	static const char *const types[] = { "header", "site", "stack", "total", NULL };
	struct json j = json_schema_begin(f, "sites", JSON_VERSION, types);

	header_schema(&j);
	json_schema_members(&j, m);
	for (int field = 0; field < SITE_NR_FIELDS; field++)
		json_schema_member(&j, site_field_infos[field].name, "integer",
				   site_field_infos[field].help);
	json_schema_end(&j);
}
