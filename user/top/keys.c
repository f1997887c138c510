// SPDX-License-Identifier: GPL-2.0
#include "top/keys.h"

static int after_escape(struct key_decoder *d, unsigned char byte)
{
	if (byte == '[')
		d->state = KEYS_CSI;
	else if (byte == 'O')
		d->state = KEYS_SS3;
	else if (byte != KEY_ESCAPE)
		d->state = KEYS_GROUND;		/* a key with Alt, which `top` does not use */
	return KEY_NONE;
}

static int arrow(unsigned char byte)
{
	return byte == 'C' ? KEY_RIGHT : byte == 'D' ? KEY_LEFT : KEY_NONE;
}

int key_decode(struct key_decoder *d, unsigned char byte, bool last)
{
	switch (d->state) {
	case KEYS_ESCAPE:
		return after_escape(d, byte);
	case KEYS_CSI:
		/* ECMA-48, 5.4: parameters and intermediates, then one final byte */
		if (byte >= 0x20 && byte < 0x40)
			return KEY_NONE;
		d->state = KEYS_GROUND;
		return arrow(byte);
	case KEYS_SS3:
		d->state = KEYS_GROUND;
		return arrow(byte);
	default:
		if (byte == KEY_ESCAPE && !last) {
			d->state = KEYS_ESCAPE;
			return KEY_NONE;
		}
		return byte < 0x80 ? byte : KEY_NONE;
	}
}
