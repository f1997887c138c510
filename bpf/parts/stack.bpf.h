/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel's stack from the call that an event reports, without the frames above the call: the
 * program and the tracepoint.  Their number depends on the kernel, the attachment and who else is
 * attached, but hardly ever changes.  So the program tries the number that was right last.
 */
#ifndef STACK_BPF_H
#define STACK_BPF_H

#define BT_STACK_SIZE	(BT_STACK_DEPTH * sizeof(__u64))
#define BT_MAX_SKIP	16

__u32 bt_skip;	/* frames that were above the call last */

/**
 * stack_from() - get the kernel's stack from the call at @ip on.
 * @stack: result, BT_STACK_DEPTH entries, all 0 before; unused ones are 0 afterwards
 * @ip: site of the event, the first entry of the result
 *
 * Return: bytes, like bpf_get_stack(); 0 or less when the call was not found.
 */
static __always_inline long stack_from(void *ctx, __u64 *stack, __u64 ip)
{
	long size = bpf_get_stack(ctx, stack, BT_STACK_SIZE, bt_skip & (BT_MAX_SKIP - 1));
	int skip = -1;

	if (size > 0 && stack[0] == ip)
		return size;
	size = bpf_get_stack(ctx, stack, BT_STACK_SIZE, 0);
#pragma unroll
	for (int i = 0; i < BT_MAX_SKIP; i++)
		if (skip < 0 && i * (long)sizeof(*stack) < size && stack[i] == ip)
			skip = i;
	if (skip < 0)
		return 0;
	bt_skip = skip;
	__builtin_memset(stack, 0, BT_STACK_SIZE);
	size = bpf_get_stack(ctx, stack, BT_STACK_SIZE, skip & (BT_MAX_SKIP - 1));
	return size > 0 && stack[0] == ip ? size : 0;
}

#endif /* STACK_BPF_H */
