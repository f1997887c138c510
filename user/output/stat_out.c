// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "output/stat_out.h"

int stat_out_width(FILE *f)
{
	struct winsize ws;

	return !isatty(fileno(f)) || ioctl(fileno(f), TIOCGWINSZ, &ws) ? 0 : ws.ws_col;
}

char *stat_out_row_name(const struct stat_out *out, char *buf, size_t size, const struct row *row)
{
	return row_name(out->header->per, out->ksyms, buf, size, row);
}
