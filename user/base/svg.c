// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "base/escape.h"
#include "base/svg.h"

const char svg_style[] =
	"svg{font-family:system-ui,sans-serif;font-size:12px;background:#fff}"
	".back{fill:#fff}text{fill:#24292f}.title{font-size:18px;font-weight:600}"
	".name{font-size:14px;font-weight:600}.dim{fill:#57606a}.bar{fill:#2f6fb5}"
	".axis{stroke:#8c959f}.grid{stroke:#d8dee4}.lost{fill:#b42318;font-weight:600}"
	"@media (prefers-color-scheme:dark){svg{background:#0d1117}.back{fill:#0d1117}"
	"text{fill:#e6edf3}.dim{fill:#9da7b3}.bar{fill:#6cb0f5}.axis{stroke:#768390}"
	".grid{stroke:#2d333b}.lost{fill:#ff8f85}}";

static void put(FILE *f, const char *clean)
{
	for (const char *s = clean; *s; s++) {
		if (*s == '&')
			fputs("&amp;", f);
		else if (*s == '<')
			fputs("&lt;", f);
		else if (*s == '>')
			fputs("&gt;", f);
		else if (*s == '"')
			fputs("&quot;", f);
		else
			putc(*s, f);
	}
}

void svg_text(FILE *f, const char *text)
{
	char clean[2048];

	put(f, escape_terminal(clean, sizeof(clean), text));
}

/* The limit holds for the escaped text, because that is drawn. */
void svg_short(FILE *f, const char *text, size_t chars)
{
	char clean[2048];

	escape_terminal(clean, sizeof(clean), text);
	if (strlen(clean) > chars)
		strcpy(clean + chars - 3, "...");
	put(f, clean);
}
