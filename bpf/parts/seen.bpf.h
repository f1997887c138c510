/* SPDX-License-Identifier: GPL-2.0 */
/* Remember the sites that were reported, so that each is reported once. */
#ifndef SEEN_BPF_H
#define SEEN_BPF_H

#include "shared/report.h"

__u64 bt_sites[BT_NR_SITES];	/* ip + enum seen_as */
__u64 bt_entries[BT_NR_SITES];	/* sites in sections that no event has opened */

/*
 * The low bits of an ip are 0.  A call that reports a queue may defer and emit: two sites.  While
 * ftrace's graph tracer follows the events, its ip is that of all of them.
 */
enum seen_as {
	SEEN_EMITS,	/* a store that emits at once, a direct one */
	SEEN_FLUSHES,
	SEEN_DEFERS,
};

/* Where a site is remembered.  Sites that differ in enum seen_as alone have different entries. */
static __always_inline __u64 *entry_of(__u64 *sites, __u64 site)
{
	return &sites[((site >> 2) + site) & (BT_NR_SITES - 1)];
}

/* Is the site seen for the first time?  A site may be so again, after one with the same entry. */
static __always_inline bool seen_first(__u64 *sites, __u64 site)
{
	__u64 *seen = entry_of(sites, site);

	if (*(volatile __u64 *)seen == site)
		return false;
	*(volatile __u64 *)seen = site;
	return true;
}

/* Is a site that an event of this kind came from seen for the first time? */
static __always_inline bool passed_first(__u64 ip, __u32 kind)
{
	enum seen_as as = kind == BT_KIND_FIRST || kind == BT_KIND_AGAIN ? SEEN_DEFERS :
			  kind == BT_KIND_FLUSH ? SEEN_FLUSHES : SEEN_EMITS;

	return kind < BT_NR_COUNTERS && kind != BT_KIND_FLUSH_EMPTY &&
	       seen_first(bt_sites, ip + as);
}

#endif /* SEEN_BPF_H */
