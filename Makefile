# SPDX-License-Identifier: GPL-2.0
# barrier-trace.  'make help' lists the targets.

O ?= build
V ?= 0
KERNEL ?= 7.3
CLANG ?= clang
BPFTOOL ?= $(firstword $(wildcard /usr/sbin/bpftool) bpftool)
PKG_CONFIG ?= pkg-config
prefix ?= /usr/local
bindir ?= $(prefix)/bin
mandir ?= $(prefix)/share/man
bash_compdir ?= $(prefix)/share/bash-completion/completions

ifneq ($(CROSS_COMPILE),)
CC := $(CROSS_COMPILE)gcc
TRIPLET = $(patsubst %-,%,$(notdir $(CROSS_COMPILE)))
# Debian's libraries of that architecture, fetched into the cache; -idirafter: the
# compiler's own C library goes first.
SYSROOT ?= $(shell tests/vm/guest --sysroot $(TRIPLET))
LIB_CFLAGS = -ffile-prefix-map=$(SYSROOT)= -idirafter $(SYSROOT)/usr/include \
	-idirafter $(SYSROOT)/usr/include/$(TRIPLET)
LIB_LIBS = -L$(SYSROOT)/usr/lib/$(TRIPLET) -Wl,-rpath-link=$(SYSROOT)/lib/$(TRIPLET) -lbpf -lelf -lz \
	-ljansson $(LIBDW:lib%=-l%)
BPF_CFLAGS_LIB = -ffile-prefix-map=$(SYSROOT)= -I$(SYSROOT)/usr/include
HAS_LIBDW = $(wildcard $(SYSROOT)/usr/include/elfutils/libdw.h)
else
LIB_CFLAGS = $(shell $(PKG_CONFIG) --cflags libbpf jansson $(LIBDW))
LIB_LIBS = $(shell $(PKG_CONFIG) --libs libbpf jansson $(LIBDW)) -lelf -lz
BPF_CFLAGS_LIB = $(LIB_CFLAGS)
HAS_LIBDW = $(shell $(PKG_CONFIG) --exists libdw && echo yes)
endif
# Source lines.  Not in a static binary, which is what guests get: it would take lzma, bzip2 and
# zstd along, to read debug info that is on the host.
LIBDW := $(if $(filter -static,$(LDFLAGS)),,$(if $(HAS_LIBDW),libdw))

CFLAGS ?= -O2 -g
WARN = -Wall -Wextra -Werror -Wstrict-prototypes -Wmissing-prototypes
ALL_CFLAGS = -std=gnu11 $(WARN) -I$(O) -Ibpf -Iuser $(LIB_CFLAGS) $(CPPFLAGS) $(CFLAGS)
# The object becomes part of the tool: no name of a directory in its debug info.
BPF_CFLAGS = -g -O2 -target bpf -mcpu=v3 -D__TARGET_ARCH_arm64 -Wall -Wextra -Werror \
	-Wno-unused-parameter -ffile-prefix-map=$(CURDIR)=. -Ibpf $(BPF_CFLAGS_LIB)

ifeq ($(V),0)
Q = @
# Silent under make -s
msg = @$(if $(findstring s,$(firstword -$(MAKEFLAGS))),:,printf)  '  %-8s %s\n' "$(1)" "$(patsubst $(O)/%,%,$(2))"
else
msg = @:
endif

SRCS := $(wildcard user/*.c)
OBJS := $(SRCS:user/%.c=$(O)/%.o)
SKELS := $(patsubst bpf/%.bpf.c,$(O)/%.skel.h,$(wildcard bpf/*.bpf.c))
MANS := $(patsubst user/man/%.rst,$(O)/man/%,$(wildcard user/man/*.[0-9].rst))

.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all check test test-strict demo kernel shell model soak hunt faults mutate fuzz truth bench compare deps deb help install uninstall clean man patch-check \
	FORCE

all: $(O)/barrier-trace $(if $(shell command -v rst2man),man)

$(O)/barrier-trace: $(OBJS)
	$(call msg,LINK,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIB_LIBS) -lm

$(O)/%.o: user/%.c $(SKELS) $(O)/version.h | $(O)
	$(call msg,CC,$@)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# All of the tool but its commands, which need a kernel.
UNIT_OBJS = $(filter-out $(O)/main.o $(O)/cmd_%.o $(O)/session.o $(O)/histsession.o $(O)/sitesession.o $(O)/checker.o $(O)/recorder.o $(O)/rec_meta.o $(O)/sources.o \
	$(O)/check_sites.o $(O)/backend.o $(O)/probe_plan.o $(O)/probes.o $(O)/ktext.o,$(OBJS))

$(O)/test_%: tests/unit/test_%.c $(wildcard tests/unit/*.h) $(UNIT_OBJS)
	$(call msg,CC,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $(filter %.c %.o,$^) \
		$(shell $(PKG_CONFIG) --cflags --libs check) $(LIB_LIBS) -lm

# Readers of files, under a fuzzer, or with its corpus only.
FUZZ_OBJS = $(filter-out $(O)/log.o,$(UNIT_OBJS))

$(O)/fuzz_%: tests/fuzz/%.c tests/fuzz/log.c tests/fuzz/fuzz.h $(FUZZ_OBJS)
	$(call msg,CC,$@)
	$(Q)$(CC) $(ALL_CFLAGS) -fsanitize=fuzzer $(LDFLAGS) -o $@ $(filter %.c %.o,$^) $(LIB_LIBS) -lm

$(O)/replay_%: tests/fuzz/%.c tests/fuzz/replay.c tests/fuzz/log.c tests/fuzz/fuzz.h $(FUZZ_OBJS)
	$(call msg,CC,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $(filter %.c %.o,$^) $(LIB_LIBS) -lm

$(O)/barrier-load: tests/workload/barrier-load.c tests/workload/module/scenarios.h | $(O)
	$(call msg,CC,$@)
	$(Q)$(CC) -std=gnu11 $(WARN) $(CFLAGS) $(LDFLAGS) -pthread -o $@ $<

$(O)/barrier-bpf: tests/workload/barrier-bpf.c | $(O)
	$(call msg,CC,$@)
	$(Q)$(CC) -std=gnu11 $(WARN) $(CFLAGS) $(LDFLAGS) -o $@ $<

$(O)/barrier-user: tests/workload/barrier-user.c | $(O)
	$(call msg,CC,$@)
	$(Q)$(CC) -std=gnu11 $(WARN) $(CFLAGS) $(LDFLAGS) -pthread -o $@ $<

$(O)/barrier-text: tests/workload/barrier-text.c | $(O)
	$(call msg,CC,$@)
	$(Q)$(CC) -std=gnu11 $(WARN) $(CFLAGS) $(LDFLAGS) -pthread -o $@ $<

$(O)/barrier-replay: tests/workload/barrier-replay.c bpf/validate.h bpf/protocol/tables.h | $(O)
	$(call msg,CC,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $<

$(O)/%.bpf.o: bpf/%.bpf.c $(wildcard bpf/*.h bpf/*/*.h) | $(O)
	$(call msg,BPF,$@)
	$(Q)$(CLANG) $(BPF_CFLAGS) -c -o $@ $<

# The benchmarks' own programs.
$(O)/%.bpf.o: tests/bench/%.bpf.c bpf/vmlinux.h | $(O)
	$(call msg,BPF,$@)
	$(Q)$(CLANG) $(BPF_CFLAGS) -c -o $@ $<

$(O)/bench-empty: tests/bench/empty.c $(O)/empty.skel.h | $(O)
	$(call msg,CC,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $< $(LIB_LIBS)

$(O)/bench-recording: tests/bench/recording.c $(addprefix $(O)/,rec_write.o addresses.o log.o escape.o) | $(O)
	$(call msg,CC,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ -lz

$(O)/bench-windows: tests/bench/windows.c | $(O)
	$(call msg,CC,$@)
	$(Q)$(CC) -std=gnu11 $(WARN) $(CFLAGS) $(LDFLAGS) -o $@ $<

$(O)/%.skel.h: $(O)/%.bpf.o
	$(call msg,SKEL,$@)
	$(Q)$(BPFTOOL) gen skeleton $< name $(notdir $*)_bpf >$@

# Changes only when the version does, or when libdw comes or goes.  A package's tree has no
# git: VERSION= says it.
$(O)/version.h: FORCE | $(O)
	@v=$(or $(VERSION),$$(git describe --always --dirty --tags 2>/dev/null || echo unknown)); \
	text=$$(printf '#define BT_VERSION "%s"\n%s' "$$v" '$(if $(LIBDW),#define HAVE_LIBDW)'); \
	echo "$$text" | cmp -s - $@ || echo "$$text" >$@

$(O):
	@mkdir -p $@ $@/man

man: $(MANS)

$(O)/man/%: user/man/%.rst $(wildcard user/man/*.txt) | $(O)
	$(call msg,MAN,$@)
	@mkdir -p $(@D)
	$(Q)rst2man $< >$@

check: ## unit tests, golden outputs, lint: no root, no kernel (about a minute)
	@tests/run check

test: ## check, then every test in the guests (a quarter of an hour, the first time one; root or sudo once, for what make deps installs)
	@tests/run all

test-strict: ## the tests in guests of 7.3 on a strict kernel (5 minutes; 15 the first time)
	@tests/run on 7.3+strict lazy_mmu_strict=on

demo: ## from a bare machine to the first tables; traces this machine if it can (10 minutes the first time, then one; root or sudo as for deps)
	@tests/demo

kernel: ## build one kernel into the cache: KERNEL=NAME (10 minutes the first time)
	@tests/vm/kernel $(KERNEL)

shell: ## a guest to play in: KERNEL=NAME
	@tests/vm/run --kernel $(KERNEL) --shell

patch-check: ## the kernel patches: checkpatch, kernel-doc, what the compiler made of them (a minute; the first time it builds kernels for hours)
	@tests/kernel/patch-check

model: ## the logic of each generation, searched exhaustively with spin (3 minutes)
	@tests/model/model

hunt: ## what uses a mapping before its barriers? 30 minutes on each of 3 strict guests, and the kernel's selftests: DURATION=TIME
	@tests/hunt/hunt --duration $(or $(DURATION),30m) --output kernel-patch/strict/FINDINGS.md

soak: ## check beside every workload, 20 minutes on each of 11 kernels: DURATION=TIME
	@tests/soak/soak --duration $(or $(DURATION),20m) --output tests/soak/SOAK.md

faults: ## what finds each injected fault, to kernel-patch/faults/FOUND.md (2 minutes)
	@tests/kernel/faults

mutate: ## break the validator and the measuring line by line: its tests must notice (a minute)
	@tests/unit/mutate

fuzz: ## a fuzzer at the readers of files, 15 minutes of one core for each: DURATION=TIME
	@tests/fuzz/fuzz --duration $(or $(DURATION),15m)

truth: ## counts against executed instructions, all kernels, to tests/truth/TRUTH.md (an hour)
	@tests/truth/truth --output tests/truth/TRUTH.md

bench: ## what tracing costs, to tests/bench/RESULTS.md (an hour)
	@tests/bench/bench

compare: ## the same workloads on each generation of the logic, to tests/bench/COMPARE.md (a quarter of an hour)
	@tests/bench/compare

deps: ## install what is needed with apt (root or sudo), or print the line to run
	@tests/deps

install: all ## tool, man pages, completion; DESTDIR, prefix
	install -D -m 755 $(O)/barrier-trace $(DESTDIR)$(bindir)/barrier-trace
	install -D -m 644 user/completion/barrier-trace.bash $(DESTDIR)$(bash_compdir)/barrier-trace
	for m in $(MANS); do \
		install -D -m 644 $$m $(DESTDIR)$(mandir)/man$${m##*.}/$${m##*/}; done

uninstall: ## what install installed
	rm -f $(DESTDIR)$(bindir)/barrier-trace $(DESTDIR)$(bash_compdir)/barrier-trace
	for m in $(MANS); do rm -f $(DESTDIR)$(mandir)/man$${m##*.}/$${m##*/}; done

deb: ## Debian packages for amd64 and arm64, from the work tree, to build/deb (a minute)
	@user/debian/make-deb -o $(O)/deb

clean: ## the build directory; the cache of kernels stays
	rm -rf $(O)

help: ## this
	@echo 'Targets of barrier-trace (O=DIR, V=1, CROSS_COMPILE=, KERNEL_SRC=, BT_CACHE=):'
	@echo '  all            tool and man pages (seconds)'
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/\1|\2/p' Makefile | \
		awk -F'|' '{ printf "  %-14s %s\n", $$1, $$2 }'

-include $(OBJS:.o=.d)
