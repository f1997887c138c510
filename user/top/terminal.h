/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The terminal, taken over for a picture and given back as it was: at the end, while the
 * process is stopped, and when a signal ends it.
 *
 * No ncurses: whatever terminal there is understands the few sequences of ECMA-48 that are
 * needed (and the two private modes that xterm has, which the others took over); they need no
 * terminfo, which a small system for tests does not have.
 */
#ifndef BT_TERMINAL_H
#define BT_TERMINAL_H

#include <stdbool.h>

#include "top/styled_lines.h"

/* Beside the keys of keys.h. */
enum { SCREEN_REDRAW = 1024, SCREEN_GONE };

/**
 * terminal_check() - is standard output a terminal that can show a picture?  Says why not.
 *
 * Return: 0 or -ENOTTY.
 */
int terminal_check(void);

/**
 * terminal_open() - take the terminal of standard output.  There is one at a time.
 * @color: may be used
 *
 * Signals that are about it (SIGWINCH, SIGTSTP, SIGCONT) are blocked from then on.  Says why
 * it failed.
 *
 * Return: a file descriptor that becomes readable when terminal_next() has something, or a
 * negative errno.
 */
int terminal_open(bool color);

/** terminal_close() - give it back; may be called at any time. */
void terminal_close(void);

/**
 * terminal_next() - what has happened; stops the process if that was asked for.
 *
 * Return: a key, SCREEN_REDRAW, SCREEN_GONE when the terminal is, or 0 for nothing more.
 */
int terminal_next(void);

/** terminal_size() - in characters; 80 and 24 where the terminal does not know. */
void terminal_size(int *width, int *height);

/**
 * terminal_draw() - show @lines, and nothing else, from the top.
 *
 * Return: 0 or a negative errno.
 */
int terminal_draw(const struct styled_lines *lines);

#endif /* BT_TERMINAL_H */
