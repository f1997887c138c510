/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TEXT_H
#define TEXT_H

/* How much one run copies: sections of an image begin and end at multiples of it (SEGMENT_ALIGN). */
#define BT_TEXT_CHUNK	65536u

#endif /* TEXT_H */
