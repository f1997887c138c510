// SPDX-License-Identifier: GPL-2.0
/* The programs of `check --now`: see parts/now.bpf.h. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>
#include "parts/now.bpf.h"

char LICENSE[] SEC("license") = "GPL";
