/* SPDX-License-Identifier: GPL-2.0 */
/* A target is NAME.c, with its corpus in corpus/NAME and its dictionary in NAME.dict. */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/** LLVMFuzzerTestOneInput() - try one input; libFuzzer calls it by this name.  Return: 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif /* TESTS_FUZZ_FUZZ_H */
