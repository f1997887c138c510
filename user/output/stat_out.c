// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "output/stat_out.h"

int out_width(FILE *f)
{
	struct winsize ws;

	return !isatty(fileno(f)) || ioctl(fileno(f), TIOCGWINSZ, &ws) ? 0 : ws.ws_col;
}

char *out_row_name(const struct out *out, char *buf, size_t size, const struct row *row)
{
	return row_name(out->header->per, out->ksyms, buf, size, row);
}
