/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Faults that a missing barrier causes, read from the console; and a program that reads the
 * kernel's text.  A file that includes this one has defined on_fault(ctx, task, kind, address),
 * where @kind is an enum bt_fault.
 */
#ifndef FAULTS_BPF_H
#define FAULTS_BPF_H

#include "shared/report.h"
#include "parts/slots.bpf.h"

/*
 * The program knows a fault by the kernel's messages (arch/arm64/mm/fault.c): functions on the way
 * to a message may be inlined, but the messages can be relied on.
 *
 * SPURIOUS: a data access, for which __do_kernel_fault() has found the entry valid after all
 * (is_spurious_el1_translation_fault()).
 *
 * FATAL, later INSTRUCTION: an oops of an instruction (die_kernel_fault()).  Its address comes
 * before its class (mem_abort_decode(); 0x21 is ESR_ELx_EC_IABT_CUR).  The kernel does not ask
 * whether the entry is valid: user space asks.
 */
#define SPURIOUS "Ignoring spurious kernel translation fault at virtual address "
#define FATAL "Unable to handle kernel paging request at virtual address "
#define INSTRUCTION "  EC = 0x21:"

struct {
	__u64	address;
	__u32	tid;
} bt_fatal;	/* the last fatal fault, whose class is still to come */

/* Read a number of up to 16 hexadecimal digits. */
static __always_inline __u64 address_in(const char *text)
{
	__u64 value = 0;

	for (int i = 0; i < 16; i++) {
		char c = text[i];

		if (c >= '0' && c <= '9')
			value = value << 4 | (c - '0');
		else if (c >= 'a' && c <= 'f')
			value = value << 4 | (c - 'a' + 10);
		else
			break;
	}
	return value;
}

/* Read the message that the console is about to print: an enum bt_fault and @address, or -1. */
static __always_inline int fault_told(struct trace_event_raw_console *ctx,
				      struct task_struct *task, __u64 *address)
{
	char text[sizeof(SPURIOUS) + 16] = "";

	bpf_probe_read_kernel_str(text, sizeof(text), (void *)ctx + (ctx->__data_loc_msg & 0xffff));
	if (!bpf_strncmp(text, sizeof(FATAL) - 1, FATAL)) {
		bt_fatal.address = address_in(text + sizeof(FATAL) - 1);
		bt_fatal.tid = task->pid;
		return -1;
	}
	if (!bpf_strncmp(text, sizeof(SPURIOUS) - 1, SPURIOUS)) {
		*address = address_in(text + sizeof(SPURIOUS) - 1);
		return BT_FAULT_DATA;
	}
	if (bt_fatal.address && bt_fatal.tid == (__u32)task->pid &&
	    !bpf_strncmp(text, sizeof(INSTRUCTION) - 1, INSTRUCTION)) {
		*address = bt_fatal.address;
		bt_fatal.address = 0;
		return BT_FAULT_INSTRUCTION;
	}
	return -1;
}

SEC("tp/printk/console")
int tp_console(struct trace_event_raw_console *ctx)
{
	struct task_struct *task = bpf_get_current_task_btf();
	__u64 address;
	int kind;

	if (!bt.enabled)
		return 0;
	kind = fault_told(ctx, task, &address);
	if (kind >= 0)
		on_fault(ctx, task, kind, address);
	return 0;
}

__u32 bt_text[BT_TEXT_SIZE / 4];
__u64 bt_text_address;
__u32 bt_text_size;	/* bytes; 0: all of bt_text */

/* Copy the kernel's text as it is now.  Nothing calls this program but user space. */
SEC("syscall")
int read_text(void *ctx)
{
	__u32 size = bt_text_size;

	/* Two tests, which the compiler must not join: before 7.x the verifier loses the bound. */
	if (size > sizeof(bt_text))
		size = sizeof(bt_text);
	asm volatile("" : "+r"(size));
	if (!size)
		size = sizeof(bt_text);
	return bpf_probe_read_kernel(bt_text, size, (void *)bt_text_address);
}

#endif /* FAULTS_BPF_H */
