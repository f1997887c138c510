/* SPDX-License-Identifier: GPL-2.0 */
/* Decode the bytes that a terminal sends for keys. */
#ifndef BT_KEYS_H
#define BT_KEYS_H

#include <stdbool.h>

/* Keys besides the ASCII characters, which stand for themselves. */
enum key {
	KEY_NONE = 0,
	KEY_ESCAPE = 27,
	KEY_LEFT = 256,
	KEY_RIGHT,
};

/* Keeps the state between two bytes.  Zero-initialise. */
struct key_decoder {
	enum { KEYS_GROUND, KEYS_ESCAPE, KEYS_CSI, KEYS_SS3 } state;
};

/**
 * key_decode() - take one byte.
 * @last: no more bytes can be read for now
 *
 * A terminal sends the bytes of one key together: an ESC that comes last is the Escape key.
 *
 * Return: an enum key or a character; KEY_NONE in the middle of a sequence, and for unknown keys.
 */
int key_decode(struct key_decoder *d, unsigned char byte, bool last);

#endif /* BT_KEYS_H */
