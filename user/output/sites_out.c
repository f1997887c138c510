// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "output/sites_out.h"


struct site *sites_shown(const struct sites_out *out, const struct sites_result *r, size_t *n)
{
	return stacks_sites(r->stacks, out->what->missed ? SITE_AVOIDABLE : out->what->sort,
			  !out->what->missed, n);
}

enum site_field sites_fields(const struct sites_result *r)
{
	return r->about.by_probes ? SITE_NR_FIELDS : SITE_DERIVED;
}

char *sites_frame(const struct sites_out *out, char *buf, size_t size, uint64_t address)
{
	return ksyms_site(out->ksyms, buf, size, address);
}
