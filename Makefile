# SPDX-License-Identifier: GPL-2.0
# barrier-trace.  'make help' lists the targets.

O ?= build
V ?= 0
# The demo has another default: Debian's own kernel, or this machine.
DEMO_KERNEL := $(KERNEL)
KERNEL ?= 7.3
CLANG ?= clang
# Ubuntu's /usr/sbin/bpftool is a script that wants the tools of the running kernel; the programs that
# the script would run are here.
LINUX_TOOLS ?= /usr/lib/linux-tools
BPFTOOL ?= $(firstword $(lastword $(sort $(wildcard $(LINUX_TOOLS)/*/bpftool))) $(wildcard /usr/sbin/bpftool) bpftool)
PKG_CONFIG ?= pkg-config
prefix ?= /usr/local
bindir ?= $(prefix)/bin
mandir ?= $(prefix)/share/man
bash_compdir ?= $(prefix)/share/bash-completion/completions
# Debian's zsh reads the files of packages from vendor-completions, local ones from site-functions.
zsh_compdir ?= $(prefix)/share/zsh/$(if $(filter /usr,$(prefix)),vendor-completions,site-functions)
fish_compdir ?= $(prefix)/share/fish/vendor_completions.d

ifneq ($(CROSS_COMPILE),)
CC := $(CROSS_COMPILE)gcc
AR := $(CROSS_COMPILE)ar
endif
ifneq ($(CROSS_COMPILE)$(filter -static,$(LDFLAGS)),)
TRIPLET = $(or $(patsubst %-,%,$(notdir $(CROSS_COMPILE))),$(shell $(CC) -dumpmachine))
# A cross build takes Debian's libraries of the target from the cache.  -idirafter puts the compiler's own
# C library first.
# Run the script once, and only for goals that compile.
SYSROOT ?= $(eval SYSROOT := $(shell tests/vm/guest --sysroot $(TRIPLET) $(patsubst -%,%,$(filter -static,$(LDFLAGS)))))$(SYSROOT)
# Quotes: the cache's path may contain a space.
LIB_CFLAGS = '-ffile-prefix-map=$(SYSROOT)=' -idirafter '$(SYSROOT)/usr/include' \
	-idirafter '$(SYSROOT)/usr/include/$(TRIPLET)'
LIB_LIBS = -L'$(SYSROOT)/usr/lib/$(TRIPLET)' '-Wl,-rpath-link=$(SYSROOT)/lib/$(TRIPLET):$(SYSROOT)/usr/lib/$(TRIPLET)' -lbpf -lelf -lz \
	-ljansson $(LIBDW:lib%=-l%)
BPF_CFLAGS_LIB = '-ffile-prefix-map=$(SYSROOT)=' -I'$(SYSROOT)/usr/include'
HAS_LIBDW = $(shell test -e '$(SYSROOT)/usr/include/elfutils/libdw.h' && echo yes)
REQUIRED_LIBS =
else
LIB_CFLAGS = $(eval LIB_CFLAGS := $(shell $(PKG_CONFIG) --cflags libbpf jansson $(LIBDW)))$(LIB_CFLAGS)
LIB_LIBS = $(eval LIB_LIBS := $(shell $(PKG_CONFIG) --libs libbpf jansson $(LIBDW)) -lelf -lz)$(LIB_LIBS)
BPF_CFLAGS_LIB = $(LIB_CFLAGS)
HAS_LIBDW = $(shell $(PKG_CONFIG) --exists libdw 2>/dev/null && echo yes)
REQUIRED_LIBS = pkg-config='$(PKG_CONFIG)' lib:libbpf lib:libelf lib:zlib lib:jansson
endif
# libdw finds source lines.  A static binary, which is what guests get, goes without: libdw would bring
# lzma, bzip2 and zstd to read debug info that is on the host.
LIBDW := $(if $(filter -static,$(LDFLAGS)),,$(if $(HAS_LIBDW),libdw))

CFLAGS ?= -O2 -g
# `make check` and CI set WERROR.  A user's build goes on when a newer compiler warns.
WERROR ?=
WARN = -Wall -Wextra $(WERROR) -Wstrict-prototypes -Wmissing-prototypes
ALL_CFLAGS = -std=gnu11 $(WARN) -I$(O) -Ibpf -Iuser $(LIB_CFLAGS) $(CPPFLAGS) $(CFLAGS)
# BPF objects become part of the tool: their debug info must not name a directory.
BPF_CFLAGS = -g -O2 -target bpf -mcpu=v3 -D__TARGET_ARCH_arm64 -Wall -Wextra $(WERROR) \
	-Wno-unused-parameter '-ffile-prefix-map=$(CURDIR)=.' -Ibpf $(BPF_CFLAGS_LIB)

ifeq ($(V),0)
Q = @
# Print one short line for each file, and nothing under make -s.
msg = @$(if $(findstring s,$(firstword -$(MAKEFLAGS))),:,printf)  '  %-8s %s\n' "$(1)" "$(patsubst $(O)/%,%,$(2))"
else
msg = @:
endif

# No folder of user/ contains another one.
SRCS := $(wildcard user/*/*.c)
OBJS := $(SRCS:user/%.c=$(O)/%.o)
SKELS := $(patsubst bpf/%.bpf.c,$(O)/%.skel.h,$(wildcard bpf/*.bpf.c))
MANS := $(patsubst user/man/%.rst,$(O)/man/%,$(wildcard user/man/*.[0-9].rst))
COMPLETIONS := $(addprefix $(O)/completion/barrier-trace.,bash zsh fish)

.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all man FORCE requirements $(shell sed -n 's/^\([a-z-]*\):[^=].*\#\#.*/\1/p' Makefile)

all: $(O)/barrier-trace $(COMPLETIONS) $(if $(shell command -v rst2man),man)

# Name what the build misses in one line with its packages, before the first file is compiled.
requirements:
	@tests/deps --missing cc='$(CC)' clang='$(CLANG)' bpftool='$(BPFTOOL)' $(REQUIRED_LIBS)

$(O)/barrier-trace: $(OBJS)
	$(call msg,LINK,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIB_LIBS) -lm

$(O)/%.o: user/%.c $(SKELS) $(O)/version.h | $(O) requirements
	$(call msg,CC,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# The archive holds all of the tool but main(): a test links what it calls, and what that calls.
$(O)/tool.a: $(filter-out $(O)/cmd/main.o,$(OBJS))
	$(call msg,AR,$@)
	$(Q)rm -f $@
	$(Q)$(AR) rc $@ $^

$(O)/test_%: tests/unit/test_%.c $(wildcard tests/unit/*.h) $(O)/tool.a
	$(call msg,CC,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $(filter %.c %.a,$^) \
		$(shell $(PKG_CONFIG) --cflags --libs check) $(LIB_LIBS) -lm

# Reads command lines as the tool does, and runs nothing: the documents' examples are tried by it.
$(O)/command-line: tests/check/command_line.c user/cmd/main.c $(O)/tool.a
	$(call msg,CC,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -Wl,--wrap=command_run -o $@ $< $(O)/tool.a $(LIB_LIBS) -lm

# fuzz_* run a fuzzer on the readers of files, replay_* only the fuzzer's corpus.
$(O)/fuzz_%: tests/fuzz/%.c tests/fuzz/log.c tests/fuzz/fuzz.h $(O)/tool.a
	$(call msg,CC,$@)
	$(Q)$(CC) $(ALL_CFLAGS) -fsanitize=fuzzer $(LDFLAGS) -o $@ $(filter %.c %.a,$^) $(LIB_LIBS) -lm

$(O)/replay_%: tests/fuzz/%.c tests/fuzz/replay.c tests/fuzz/log.c tests/fuzz/fuzz.h $(O)/tool.a
	$(call msg,CC,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $(filter %.c %.a,$^) $(LIB_LIBS) -lm

$(O)/text_sites: tests/kernel/text_sites.c $(O)/tool.a
	$(call msg,CC,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $(filter %.c %.a,$^) $(LIB_LIBS) -lm

$(O)/barrier-load: tests/workload/barrier-load.c tests/workload/module/scenarios.h | $(O) requirements
	$(call msg,CC,$@)
	$(Q)$(CC) -std=gnu11 $(WARN) $(CFLAGS) $(LDFLAGS) -pthread -o $@ $<

$(O)/barrier-bpf: tests/workload/barrier-bpf.c | $(O) requirements
	$(call msg,CC,$@)
	$(Q)$(CC) -std=gnu11 $(WARN) $(CFLAGS) $(LDFLAGS) -o $@ $<

$(O)/barrier-user: tests/workload/barrier-user.c | $(O) requirements
	$(call msg,CC,$@)
	$(Q)$(CC) -std=gnu11 $(WARN) $(CFLAGS) $(LDFLAGS) -pthread -o $@ $<

$(O)/barrier-text: tests/workload/barrier-text.c | $(O) requirements
	$(call msg,CC,$@)
	$(Q)$(CC) -std=gnu11 $(WARN) $(CFLAGS) $(LDFLAGS) -pthread -o $@ $<

$(O)/barrier-replay: tests/workload/barrier-replay.c bpf/logic/validate.h bpf/protocol/tables.h | $(O) requirements
	$(call msg,CC,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $<

$(O)/%.bpf.o: bpf/%.bpf.c $(wildcard bpf/*.h bpf/*/*.h) | $(O) requirements
	$(call msg,BPF,$@)
	$(Q)$(CLANG) $(BPF_CFLAGS) -c -o $@ $<

# These programs are part of the benchmarks.
$(O)/%.bpf.o: tests/bench/%.bpf.c bpf/vmlinux.h | $(O) requirements
	$(call msg,BPF,$@)
	$(Q)$(CLANG) $(BPF_CFLAGS) -c -o $@ $<

$(O)/bench-empty: tests/bench/empty.c $(O)/empty.skel.h | $(O) requirements
	$(call msg,CC,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $< $(LIB_LIBS)

$(O)/bench-recording: tests/bench/recording.c $(O)/tool.a | $(O) requirements
	$(call msg,CC,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ -lz

$(O)/bench-windows: tests/bench/windows.c | $(O) requirements
	$(call msg,CC,$@)
	$(Q)$(CC) -std=gnu11 $(WARN) $(CFLAGS) $(LDFLAGS) -o $@ $<

$(O)/%.skel.h: $(O)/%.bpf.o
	$(call msg,SKEL,$@)
	$(Q)$(BPFTOOL) gen skeleton $< name $(notdir $*)_bpf >$@

# version.h changes only when the version does, or when libdw comes or goes.
$(O)/version.h: FORCE | $(O) requirements
	@user/print-version header $@ $(if $(LIBDW),HAVE_LIBDW)

$(O):
	@mkdir -p $@ $@/man

man: $(MANS)

$(O)/man/%: user/man/%.rst $(wildcard user/man/*.txt) | $(O)
	$(call msg,MAN,$@)
	@mkdir -p $(@D)
	$(Q)rst2man $< >$@

# Completion is made without running the tool: a cross build cannot.
$(O)/completion/barrier-trace.%: user/completion/template.% $(addprefix user/completion/,generate values options.awk) | $(O)
	$(call msg,GEN,$@)
	@mkdir -p $(@D)
	$(Q)user/completion/generate $* >$@

check: ## unit tests, golden outputs, lint: no root, no kernel (a minute)
	@tests/run check

test: ## check, then the tests on 7.3, a stock kernel and 6.12-g1 (25 minutes the first time, then 8; root or sudo once)
	@tests/run test

test-all: ## all kernels and flavours, what CI runs (an hour the first time, then 23 minutes; root or sudo once)
	@tests/run all

test-long: ## what takes hours: soak, hunt, truth, patch-check, fuzz, distributions
	@tests/run long

counts: ## accept the numbers of results that the last run had, to tests/counts
	@tests/run counts

flaky: ## guest tests N times beside two busy loops, and which of them failed in any round: N=20
	@tests/run flaky $(N)

test-strict: ## the tests in guests of 7.3 on a strict kernel (5 minutes; 15 the first time)
	@tests/run on 7.3+strict lazy_mmu_strict=on

distributions: ## build, check, package and install on Debian 12, 13 and sid, in roots of the cache (an hour; root)
	@tests/package/distributions

demo: ## from a bare machine to the first tables (3 minutes the first time; root or sudo once); KERNEL=7.3 builds and traces that one
	@tests/demo $(DEMO_KERNEL)

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

soak: ## check beside every workload, 20 minutes for each of 11 runs: DURATION=TIME
	@tests/soak/soak --duration $(or $(DURATION),20m) --output tests/soak/SOAK.md

faults: ## what finds each injected fault, to kernel-patch/faults/FOUND.md (2 minutes)
	@tests/kernel/faults

verdicts: ## what check says of each planted mistake, in each form, to tests/verdicts/VERDICTS.md (half an hour)
	@tests/verdicts/verdicts --output tests/verdicts/VERDICTS.md

mutate: ## break the validator and the measuring line by line: its tests must notice (a minute)
	@tests/unit/mutate

mutate-tests: ## break tool, lab and documents in some fifty ways: a test must notice each (half an hour)
	@tests/gates/mutate all

fuzz: ## fuzzers at the readers of recordings and results, 15 minutes of one core for each: DURATION=TIME
	@tests/fuzz/fuzz --duration $(or $(DURATION),15m)

truth: ## counts against executed instructions, all kernels, to tests/truth/TRUTH.md (an hour)
	@tests/truth/truth --output tests/truth/TRUTH.md

stale: ## which committed results are older than what they depend on, and why
	@tests/made.py stale

bench: ## what tracing costs, to tests/bench/RESULTS.md (an hour)
	@tests/bench/bench

compare: ## the same workloads on each generation of the logic, to tests/bench/COMPARE.md (a quarter of an hour)
	@tests/bench/compare

deps: ## install with apt (root or sudo) what TARGET=test needs, or another; else print the line to run
	@tests/deps $(or $(TARGET),test)

install: all ## tool, man pages, completion; DESTDIR, prefix
	install -D -m 755 $(O)/barrier-trace $(DESTDIR)$(bindir)/barrier-trace
	install -D -m 644 $(O)/completion/barrier-trace.bash $(DESTDIR)$(bash_compdir)/barrier-trace
	install -D -m 644 $(O)/completion/barrier-trace.zsh $(DESTDIR)$(zsh_compdir)/_barrier-trace
	install -D -m 644 $(O)/completion/barrier-trace.fish $(DESTDIR)$(fish_compdir)/barrier-trace.fish
	@for m in $(MANS); do \
		if [ ! -e $$m ]; then echo "install: no manual pages: rst2man (python3-docutils) is not found" >&2; break; fi; \
		echo install -D -m 644 $$m $(DESTDIR)$(mandir)/man$${m##*.}/$${m##*/}; \
		install -D -m 644 $$m $(DESTDIR)$(mandir)/man$${m##*.}/$${m##*/} || exit 1; done

uninstall: ## what install installed
	rm -f $(DESTDIR)$(bindir)/barrier-trace $(DESTDIR)$(bash_compdir)/barrier-trace \
		$(DESTDIR)$(zsh_compdir)/_barrier-trace $(DESTDIR)$(fish_compdir)/barrier-trace.fish
	for m in $(MANS); do rm -f $(DESTDIR)$(mandir)/man$${m##*.}/$${m##*/}; done

static: ## one file for any arm64 kernel since 6.16, without dependencies: build/barrier-trace-arm64
	@$(MAKE) -s O=$(O)/arm64 $(if $(filter aarch64,$(shell uname -m)),,CROSS_COMPILE=$(or $(CROSS_COMPILE),aarch64-linux-gnu-)) \
		LDFLAGS=-static CFLAGS='-O2 -g0' $(O)/arm64/barrier-trace
	@$(if $(filter aarch64,$(shell uname -m)),,$(or $(CROSS_COMPILE),aarch64-linux-gnu-))strip -o $(O)/barrier-trace-arm64 $(O)/arm64/barrier-trace
	@ls -sh $(O)/barrier-trace-arm64

dist: ## a tarball of the last commit that builds without git; the same bytes each time: build/barrier-trace-VERSION.tar.gz
	@user/make-dist $(O)

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
