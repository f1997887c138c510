// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "output/sites_out.h"

enum site_field sites_order(const struct sites_out *out)
{
	return out->what->missed ? SITE_AVOIDABLE : out->what->sort;
}

double sites_share(const struct sites_result *r, uint64_t part, enum site_field of)
{
	uint64_t all = site_get(stacks_total(r->stacks), of);

	return all ? (double)part / all : 0;
}

struct site *sites_shown(const struct sites_out *out, const struct sites_result *r, size_t *n)
{
	return out->what->missed ? stacks_missed(r->stacks, n) :
		stacks_sites(r->stacks, out->what->sort, true, n);
}

enum site_field sites_fields(const struct sites_result *r)
{
	return r->about.by_probes ? SITE_NR_FIELDS : SITE_DERIVED;
}

char *sites_frame(const struct sites_out *out, char *buf, size_t size, uint64_t address)
{
	return ksyms_site(out->ksyms, buf, size, address);
}
