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
 * screen_check() - is standard output a terminal that can show a picture?  Says why not.
 *
 * Return: 0 or -ENOTTY.
 */
int screen_check(void);

/**
 * screen_open() - take the terminal of standard output.  There is one at a time.
 * @color: may be used
 *
 * Signals that are about it (SIGWINCH, SIGTSTP, SIGCONT) are blocked from then on.  Says why
 * it failed.
 *
 * Return: a file descriptor that becomes readable when screen_next() has something, or a
 * negative errno.
 */
int screen_open(bool color);

/** screen_close() - give it back; may be called at any time. */
void screen_close(void);

/**
 * screen_next() - what has happened; stops the process if that was asked for.
 *
 * Return: a key, SCREEN_REDRAW, SCREEN_GONE when the terminal is, or 0 for nothing more.
 */
int screen_next(void);

/** screen_size() - in characters; 80 and 24 where the terminal does not know. */
void screen_size(int *width, int *height);

/**
 * screen_draw() - show @lines, and nothing else, from the top.
 *
 * Return: 0 or a negative errno.
 */
int screen_draw(const struct styled_lines *lines);

#endif /* BT_TERMINAL_H */
