/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Use mappings before their barriers, on live kernel tables.  An emulator never shows a late
 * barrier, and hardware seldom does: a strict kernel (kernel-patch/strict/) catches each access.
 */
#ifndef BARRIER_LOAD_PREMATURE_H
#define BARRIER_LOAD_PREMATURE_H

#include <linux/io.h>
#include <linux/jump_label.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/smp.h>
#include <linux/vmalloc.h>
#include <asm/tlbflush.h>

/* A page whose entry is taken away and stored again. */
struct mapping {
	unsigned long addr;
	pte_t pte, *ptep;
	void (*use)(struct mapping *m);	/* called right after the store; may be NULL */
};

static int take_away(pte_t *ptep, unsigned long addr, void *data)
{
	struct mapping *m = data;

	m->pte = ptep_get(ptep);
	m->ptep = ptep;
	__set_pte(ptep, __pte(0));
	return 0;
}

static int put_back(pte_t *ptep, unsigned long addr, void *data)
{
	struct mapping *m = data;

	__set_pte(ptep, m->pte);
	if (m->use)
		m->use(m);
	return 0;
}

/* The last page stays allocated, so that the owner of its memory can be looked up. */
static void *kept;

/* Allocate a page, and take its entry away. */
static int take_page(struct mapping *m)
{
	if (!init_mm_at)
		return -ENXIO;
	m->addr = (unsigned long)vmalloc(PAGE_SIZE);
	if (!m->addr)
		return -ENOMEM;
	vfree(xchg(&kept, (void *)m->addr));
	return apply_to_page_range((struct mm_struct *)init_mm_at, m->addr, PAGE_SIZE,
				   take_away, m);
}

/* apply_to_page_range() calls back in lazy MMU mode, where the entry must not be used yet. */
static noinline int run_premature(void (*use)(struct mapping *m), pte_fn_t back)
{
	struct mapping m = { .use = use };
	int ret = take_page(&m);

	flush_tlb_kernel_range(m.addr, m.addr + PAGE_SIZE);
	if (!ret)
		ret = apply_to_page_range((struct mm_struct *)init_mm_at, m.addr,
					  PAGE_SIZE, back, &m);
	if (!ret)
		READ_ONCE(*(u64 *)m.addr);
	return ret;
}

static noinline void read_mapping(struct mapping *m)
{
	READ_ONCE(*(u64 *)m->addr);
}

static unsigned long address_for_irq;

static void read_in_irq(struct irq_work *work)
{
	struct irq_store *s = container_of(work, struct irq_store, work);

	READ_ONCE(*(u64 *)address_for_irq);
	WRITE_ONCE(s->done, true);
}

static void read_by_interrupt(struct mapping *m)
{
	address_for_irq = m->addr;
	interrupt_here(read_in_irq, false);
}

static void read_mapping_on_cpu(void *mapping)
{
	read_mapping(mapping);
}

/* Read on another CPU, or on this one if there is no other. */
static void read_by_another_cpu(struct mapping *m)
{
	int cpu = cpumask_any_but(cpu_online_mask, get_cpu());

	if (cpu < nr_cpu_ids)
		smp_call_function_single(cpu, read_mapping_on_cpu, m, true);
	else
		read_mapping(m);
	put_cpu();
}

/* ptep_try_set() as it was until commit 71385b78dbc2, without barriers. */
static int put_back_without_barriers(pte_t *ptep, unsigned long addr, void *data)
{
	struct mapping *m = data;
	pteval_t old = 0;

#ifdef CONFIG_ARM64_LAZY_MMU_STRICT
	/* On a strict kernel the inline calls this for its try_cmpxchg(). */
	if (__lazy_mmu_strict_try_set(&pte_val(*ptep), pte_val(m->pte)))
		return 0;
#endif
	return try_cmpxchg(&pte_val(*ptep), &old, pte_val(m->pte)) ? 0 : -EBUSY;
}

/* The store is not deferred, so the strict kernel finds it at the access, not by a section. */
static int run_try_set_alone(void)
{
	int ret;

	lazy_mmu_mode_pause();
	ret = run_premature(NULL, put_back_without_barriers);
	lazy_mmu_mode_resume();
	return ret;
}

/* A thread stores in a section that it never ends, and ends itself. */
static int run_leave_hidden(void)
{
	struct mapping m = { };
	struct leak leak = { };
	int ret = take_page(&m);

	flush_tlb_kernel_range(m.addr, m.addr + PAGE_SIZE);
	leak.ptep = m.ptep;
	leak.pte = m.pte;
	return ret ?: kthread_leaks(&leak);
}

static DEFINE_STATIC_KEY_FALSE(patched_key);

/* The code that is patched */
static noinline bool branch(void)
{
	return static_branch_unlikely(&patched_key);
}

/*
 * Patch text inside a section: the fixmap entry is stored without a section of its own, by code
 * that expects the store to take effect at once.
 */
static noinline int run_patch_in_section(void)
{
	lazy_mmu_mode_enable();
	static_branch_enable(&patched_key);
	lazy_mmu_mode_disable();
	if (!branch())
		return -EINVAL;
	static_branch_disable(&patched_key);
	return 0;
}

/* Map a block by ioremap() inside a section: only the loop over pages has a section of its own. */
static noinline int run_ioremap_in_section(void)
{
	void __iomem *p;

	if (!ioremap_start)
		return -ENXIO;
	lazy_mmu_mode_enable();
	p = ioremap(ioremap_start, SZ_2M);
	if (p)
		readl(p);
	lazy_mmu_mode_disable();
	if (!p)
		return -ENOMEM;
	iounmap(p);
	return 0;
}

#endif
