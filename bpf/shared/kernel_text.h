/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KERNEL_TEXT_H
#define KERNEL_TEXT_H

/*
 * Bytes of the kernel's text that one run copies.  Sections of an image begin and end at multiples
 * of this size (SEGMENT_ALIGN).
 */
#define BT_TEXT_CHUNK	65536u

#endif /* KERNEL_TEXT_H */
