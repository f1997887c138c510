// SPDX-License-Identifier: GPL-2.0
#include <bpf/btf.h>
#include <errno.h>
#include <string.h>

#include "kernel/task_layout.h"

#define MAX_DEPTH	8	/* nested structs without a name */

/*
 * Find a member of a struct, and of the members without a name in the struct.  *@at grows by the
 * member's offset.  Return: the type of the member, or NULL.
 */
static const struct btf_type *member(const struct btf *btf, const struct btf_type *t,
				     const char *name, int64_t *at, int depth)
{
	const struct btf_type *found;
	int64_t inner;

	if (!t || !btf_is_composite(t) || depth > MAX_DEPTH)
		return NULL;
	for (uint32_t i = 0; i < btf_vlen(t); i++) {
		const struct btf_member *m = &btf_members(t)[i];
		const char *own = btf__name_by_offset(btf, m->name_off);
		/* Typedefs of a damaged file may form a circle: libbpf follows only 32 of them. */
		const struct btf_type *type = btf__type_by_id(btf, btf__resolve_type(btf, m->type));
		int64_t offset = btf_member_bit_offset(t, i) / 8;

		if (own && !strcmp(own, name)) {
			*at += offset;
			return type;
		}
		if (own && *own)
			continue;
		inner = 0;
		found = member(btf, type, name, &inner, depth + 1);
		if (found) {
			*at += offset + inner;
			return found;
		}
	}
	return NULL;
}

static int64_t offset_of(const struct btf *btf, const struct btf_type *task, const char *outer,
			 const char *inner)
{
	int64_t at = 0;
	const struct btf_type *t = member(btf, task, outer, &at, 0);

	if (!t || !member(btf, t, inner, &at, 0))
		return -1;
	return at;
}

int task_layout_read(struct task_layout *layout, const struct btf *btf)
{
	int32_t id = btf__find_by_name_kind(btf, "task_struct", BTF_KIND_STRUCT);
	const struct btf_type *task = id > 0 ? btf__type_by_id(btf, id) : NULL;

	*layout = (struct task_layout){ -1, -1, -1, -1 };
	if (!task)
		return -ENOENT;
	layout->enable = offset_of(btf, task, "lazy_mmu_state", "enable_count");
	layout->pause = offset_of(btf, task, "lazy_mmu_state", "pause_count");
	layout->flags = offset_of(btf, task, "thread_info", "flags");
	layout->preempt = offset_of(btf, task, "thread_info", "preempt_count");
	return layout->flags < 0 || layout->preempt < 0 ? -ENOENT : 0;
}
