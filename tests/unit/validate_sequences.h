/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Sequences of events for test_validate.c, with the verdict of the last event.
 *
 * An event is written "KIND:PIEA": PENDING, in interrupt, enable_count and pause_count
 * after it, x for 255, w for 254.  Kinds: queue 0 emitted, 1 first, 2 again; f flush,
 * F empty flush,
 * D direct; e enable, d disable, p pause, r resume.  Other inputs are no events: U return to
 * user mode, W end of a work item, T end of the task, K fork, B birth of the task, I birth
 * by a parent that may have been in a section, S sleep, P the
 * next event opens a section of finish_task_switch().
 */
#ifndef BT_VALIDATE_SEQUENCES_H
#define BT_VALIDATE_SEQUENCES_H

#define KNOWN	"e:0010 d:0000 "	/* gives the state: first events are not judged */

static const struct {
	int generation;
	const char *events;
	int verdict;		/* of the last event; earlier ones get 0, or skipped */
} sequences[] = {
	/* G3: correct sequences */
	{ 3, KNOWN "e:0010 1:1010 2:1010 f:0000 d:0000 U:", 0 },
	{ 3, KNOWN "e:0010 F:0000 d:0000 W: T:", 0 },
	{ 3, KNOWN "e:0010 1:1010 e:1020 2:1020 f:0010 d:0010 1:1010 f:0000 d:0000", 0 },
	{ 3, KNOWN "e:0010 1:1010 f:0011 p:0011 0:0011 e:0011 0:0011 d:0011 r:0010 1:1010", 0 },
	{ 3, KNOWN "e:0010 F:0011 p:0011 p:0012 0:0012 r:0011 r:0010 F:0000 d:0000 T:", 0 },
	{ 3, KNOWN "p:0001 e:0001 0:0001 d:0001 r:0000 U:", 0 },
	{ 3, KNOWN "0:0000 D:0000 e:0010 D:0010 1:1010 D:1010 f:0000 d:0000", 0 },
	/* Interrupts, and code with BH off, do not change the state. */
	{ 3, KNOWN "e:0010 1:1010 0:1110 e:1110 0:1110 d:1110 2:1010 f:0000 d:0000", 0 },
	{ 3, KNOWN "e:0110 e:0110 d:0110 d:0110 0:0000", 0 },
	{ 3, KNOWN "e:0010 p:0111 r:0111 0:0110 F:0000 d:0000", 0 },
	/* An interrupt comes between the parts of one call. */
	{ 3, KNOWN "e:0010 1:1010 0:1100 f:0000 0:0100 d:0000 U:", 0 },
	/* Attached in the middle: of a section, of a flush, of a pause, of an interrupt */
	{ 3, "2:1010 f:0000 d:0000 U:", 0 },
	{ 3, "f:0000 d:0000 e:0010 F:0000 d:0000 U:", 0 },
	{ 3, "r:0010 1:1010 f:0000 d:0000 T:", 0 },
	{ 3, "0:0011 r:0010 1:1010 f:0000 d:0000 T:", 0 },
	{ 3, "d:0110 e:0020 d:0120", 11 },
	{ 3, "d:0110 e:0020 F:0010 d:0010", 0 },
	{ 3, "F:0010", BT_VERDICT_SKIPPED },
	{ 3, "0:1000", BT_VERDICT_SKIPPED },
	{ 3, "0:0110", BT_VERDICT_SKIPPED },
	{ 3, "U:", 0 },
	/* G3: each mistake */
	{ 3, KNOWN "1:1000", 1 },
	{ 3, KNOWN "2:1000", 1 },
	{ 3, KNOWN "e:0010 1:1110", 1 },
	{ 3, KNOWN "e:0010 F:0011 p:0011 1:1011", 1 },
	{ 3, "1:1110", 1 },
	{ 3, KNOWN "e:0010 0:0010", 2 },
	{ 3, KNOWN "e:0010 1:1010 0:1010", 2 },
	{ 3, KNOWN "e:0010 1:0010", 3 },
	{ 3, KNOWN "e:0010 1:1010 2:0010", 3 },
	{ 3, KNOWN "e:0010 1:1010 f:1000", 4 },
	{ 3, KNOWN "e:0010 1:1010 1:1010", 5 },
	{ 3, KNOWN "e:0010 2:1010", 5 },
	{ 3, KNOWN "e:0010 f:0000", 5 },
	{ 3, KNOWN "f:0000", 5 },
	{ 3, KNOWN "e:0010 1:1010 F:0000", 5 },
	{ 3, KNOWN "e:0010 1:1010 f:0110", 5 },
	{ 3, KNOWN "e:0010 1:1010 D:0010", 5 },
	{ 3, KNOWN "0:1000", 5 },
	{ 3, KNOWN "e:0010 1:1010 d:1000", 6 },
	{ 3, KNOWN "e:0010 1:1010 d:0000", 6 },
	{ 3, KNOWN "e:0010 F:0000 d:1000", 6 },
	{ 3, KNOWN "e:0010 e:0020 1:1020 d:1010", 7 },
	{ 3, KNOWN "e:0010 e:0020 F:0010 d:1010", 7 },
	{ 3, KNOWN "e:0010 1:1010 p:1011", 7 },
	{ 3, KNOWN "e:0010 F:0011 p:1011", 7 },
	{ 3, KNOWN "e:1010", 8 },
	{ 3, KNOWN "e:0020", 9 },
	{ 3, KNOWN "e:0010 e:0010", 9 },
	{ 3, KNOWN "F:00x0 d:00x0", 9 },
	{ 3, KNOWN "d:00x0", 9 },
	{ 3, "1:10x0 e:1000", 9 },
	{ 3, KNOWN "e:0010 1:1030", 9 },
	{ 3, KNOWN "e:0010 2:1020", 9 },
	{ 3, KNOWN "e:0010 1:1010 1:1020", 9 },
	{ 3, KNOWN "e:0010 F:0010 F:0030", 9 },
	{ 3, KNOWN "e:0010 d:0010", 9 },
	{ 3, KNOWN "r:000x", 10 },
	{ 3, KNOWN "r:0000", 10 },
	{ 3, KNOWN "p:0000", 10 },
	{ 3, KNOWN "0:0001", 10 },
	{ 3, KNOWN "e:0010 F:0013", 10 },
	{ 3, KNOWN "p:0001 e:0000", 10 },
	{ 3, "0:000x p:0000", 10 },
	{ 3, KNOWN "e:0010 d:0110", 11 },
	{ 3, KNOWN "e:0100 0:0000", 11 },
	{ 3, KNOWN "e:0100 d:00x0", 11 },
	{ 3, KNOWN "e:0010 U:", 12 },
	{ 3, KNOWN "e:0010 1:1010 U:", 12 },
	{ 3, KNOWN "e:0010 F:0011 p:0011 U:", 10 },
	{ 3, KNOWN "p:0001 U:", 10 },
	{ 3, KNOWN "p:0001 K:", 10 },
	/* Sections that begin in a pause, or end in one, without the other half */
	{ 3, KNOWN "e:0010 F:0011 p:0011 d:0011", 10 },
	{ 3, KNOWN "e:0010 F:0011 p:0011 e:0011 r:0010", 10 },
	{ 3, KNOWN "p:0001 e:0001 p:0002 d:0002", 10 },
	{ 3, KNOWN "p:0001 e:0001 p:0002 e:0002 r:0001", 10 },
	{ 3, KNOWN "p:0001 e:0001 d:0001 d:0001", 10 },
	{ 3, KNOWN "p:0001 e:0001 p:0002 r:0001 r:0000", 10 },
	{ 3, KNOWN "p:0001 p:0002 p:0003 p:0004 d:0004", 10 },
	{ 3, KNOWN "p:0001 e:0001 e:0001 p:0002 e:0002 d:0002 r:0001 d:0001 d:0001 r:0000", 0 },
	/* Of more than four levels, or seven sections, the outer ones are not followed. */
	{ 3, KNOWN "p:0001 e:0001 p:0002 p:0003 p:0004 p:0005 r:0004 r:0003 r:0002 r:0001 r:0000", 0 },
	{ 3, KNOWN "p:0001 e:0001 e:0001 e:0001 e:0001 e:0001 e:0001 e:0001 r:0000", 10 },
	{ 3, KNOWN "p:0001 e:0001 e:0001 e:0001 e:0001 e:0001 e:0001 e:0001 e:0001 r:0000", 0 },
	/* Attached in a pause: nobody knows what was opened before in it. */
	{ 3, "0:0011 d:0011 r:0010", 0 },
	{ 3, "0:0011 e:0011 r:0010", 0 },
	{ 3, "0:0011 p:0012 d:0012", 10 },
	{ 3, "0:0011 e:0011 e:0011 e:0011 e:0011 e:0011 e:0011 e:0011 e:0011 d:0011", 0 },
	{ 3, KNOWN "p:0001 d:0000", 10 },
	{ 3, KNOWN "e:0010 T:", 13 },
	{ 3, KNOWN "e:0010 W:", 15 },
	{ 3, KNOWN "e:0010 K:", 14 },
	{ 3, KNOWN "K:", 0 },
	/* The task is watched from its birth */
	{ 3, "B e:0010 F:0000 d:0000 U:", 0 },
	{ 3, "B 0:0100 0:0000", 0 },
	{ 3, "B e:0020", 9 },
	{ 3, "B d:00x0", 9 },
	{ 3, "B 1:1020", 9 },
	{ 3, "B U:", 0 },
	/* G2: the first leave ends nested sections; calls without effect are not counted. */
	{ 2, KNOWN "e:0010 1:1010 2:1010 f:0010 d:0000 U:", 0 },
	{ 2, KNOWN "e:0010 e:0010 1:1010 e:1010 f:0010 d:0000 0:0000 F:0000 d:0000 T:", 0 },
	{ 2, KNOWN "e:0010 1:1010 0:1110 e:1110 d:1110 f:0010 d:0000", 0 },
	{ 2, KNOWN "e:0010 0:0010", 2 },
	{ 2, KNOWN "e:0010 1:1110", 1 },
	{ 2, KNOWN "e:0010 1:1010 d:1000", 6 },
	{ 2, KNOWN "e:0010 F:0010 d:1000", 6 },
	{ 2, KNOWN "0:1000", 18 },
	{ 2, KNOWN "e:0010 d:0010", 9 },
	{ 2, KNOWN "e:0020", 9 },
	{ 2, KNOWN "e:0010 F:0000", 9 },
	{ 2, KNOWN "e:0010 d:0110", 11 },
	{ 2, KNOWN "e:0010 U:", 12 },
	/* G1: an interrupt is lazy if its task is, but must not defer. */
	{ 1, KNOWN "e:0010 1:1010 2:1010 f:0010 d:0000 F:0000 d:0000", 0 },
	{ 1, KNOWN "e:0110 F:0110 d:0100 0:0000", 0 },
	{ 1, KNOWN "0:0100 e:0010 F:0010 d:0000", 0 },
	{ 1, KNOWN "e:0010 1:1110", 1 },
	{ 1, KNOWN "e:0010 0:0110", 2 },
	{ 1, KNOWN "e:0010 e:0010", 9 },
	{ 1, KNOWN "e:0010 1:1010 f:0010 d:1000", 6 },
	{ 1, KNOWN "e:0010 1:1010 f:1010", 4 },
	{ 1, KNOWN "0:1000", 18 },
};

#endif /* BT_VALIDATE_SEQUENCES_H */
