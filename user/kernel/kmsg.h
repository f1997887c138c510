/* SPDX-License-Identifier: GPL-2.0 */
/* Find a line in the log of the running kernel that the kernel itself has written. */
#ifndef BT_KMSG_H
#define BT_KMSG_H

#include <stdbool.h>
#include <stdint.h>

/**
 * kmsg_is_kernels() - tell whether a record of /dev/kmsg is a line of the kernel.
 * @record: "PRIORITY,NUMBER,TIME,FLAGS;TEXT", as one read gives it, ended by NUL
 * @text: beginning of the line
 *
 * Anybody who may write to /dev/kmsg can write the same text.  The kernel gives such lines another
 * facility than its own (kernel/printk/printk.c, devkmsg_write()).
 */
bool kmsg_is_kernels(const char *record, const char *text);

/**
 * kmsg_find_fault() - look for the line of the kernel in its log that tells of a fault.
 * @instruction: an oops of an instruction; else the line of a data access on valid memory
 * @address: of the access
 *
 * Return: false if the log has no such line of the kernel; true also if the log cannot be read.
 */
bool kmsg_find_fault(bool instruction, uint64_t address);

#endif /* BT_KMSG_H */
