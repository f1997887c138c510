// SPDX-License-Identifier: GPL-2.0
#include "aggregate/check_result.h"

const char *const verdict_names[] = { "clean", "violated", "incomplete" };
