/* SPDX-License-Identifier: GPL-2.0 */
/* What a terminal sends for the keys that are pressed. */
#ifndef BT_KEYS_H
#define BT_KEYS_H

#include <stdbool.h>

/* Beside them ASCII, each for itself. */
enum key {
	KEY_NONE = 0,
	KEY_ESCAPE = 27,
	KEY_LEFT = 256,
	KEY_RIGHT,
};

struct key_decoder {
	enum { KEYS_GROUND, KEYS_ESCAPE, KEYS_CSI, KEYS_SS3 } state;
};

/**
 * key_decode() - take one byte.
 * @last: it is the last one that there is for now
 *
 * A terminal sends the bytes of one key together: Escape with nothing behind it is the key.
 *
 * Return: an enum key or a character; KEY_NONE in the middle of a sequence, and for keys
 * that nobody knows.
 */
int key_decode(struct key_decoder *d, unsigned char byte, bool last);

#endif /* BT_KEYS_H */
