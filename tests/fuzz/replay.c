// SPDX-License-Identifier: GPL-2.0
/* Run each input of a corpus through a target once, without libFuzzer. */
#include <stdio.h>
#include <stdlib.h>

#include "fuzz.h"

static int replay(const char *path)
{
	FILE *f = fopen(path, "r");
	size_t size;
	char *text;

	if (!f) {
		perror(path);
		return 1;
	}
	/* The buffer has exactly the input's size, so that a sanitizer notices a read behind it. */
	fseek(f, 0, SEEK_END);
	size = ftell(f);
	rewind(f);
	text = malloc(size);
	if (size && (!text || fread(text, 1, size, f) != size)) {
		perror(path);
		return 1;
	}
	fclose(f);
	LLVMFuzzerTestOneInput((uint8_t *)text, size);
	free(text);
	return 0;
}

int main(int argc, char **argv)
{
	int failed = 0;

	for (int i = 1; i < argc; i++)
		failed |= replay(argv[i]);
	printf("%d inputs\n", argc - 1);
	return failed || argc < 2;
}
