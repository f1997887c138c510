/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KERNEL_TEXT_H
#define KERNEL_TEXT_H

/* How much one run copies: sections of an image begin and end at multiples of it (SEGMENT_ALIGN). */
#define BT_TEXT_CHUNK	65536u

#endif /* KERNEL_TEXT_H */
