#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# These kernels report events that differ from the executed instructions: a flush in vmalloc
# executes nothing, or twice.  tests/truth/truth has to find that there, and nothing elsewhere.
. tests/tap.sh
mkdir -p build
for mutant in silent twice; do
	tests/truth/truth --tap --kernel "7.3+flush-$mutant" --smp 1 --workload test_vmalloc \
		--workload scenarios >build/mutants.log 2>&1
	[ $? = 1 ] && grep -q '^not ok .* test_vmalloc:' build/mutants.log
	report $? "flush-$mutant: truth finds that test_vmalloc's flushes are wrong" build/mutants.log
	case $mutant in
	silent) grep -qE '^#   [a-z_]+, flush: 0 pairs executed, [1-9][0-9]* reported' build/mutants.log ;;
	twice) grep -qE '^#   [1-9][0-9]* pairs of unknown purpose in .*lazy_mmu_mode_disable_twice' build/mutants.log ;;
	esac
	report $? "flush-$mutant: truth names what is wrong with the flushes" build/mutants.log
	! grep -E '^#   [^ ]+, (queue|flush|direct):' build/mutants.log |
		grep -qv ' vmap_small_pages_range_noflush, flush:'
	report $? "flush-$mutant: truth finds nothing in other functions" build/mutants.log
done
finish
