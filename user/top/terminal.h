/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Take over the terminal for a picture, and give the terminal back as it was: at the end, while the
 * process is stopped, and when a signal ends the process.
 *
 * No ncurses: all terminals understand the few sequences of ECMA-48 that `top` needs, and two
 * private modes of xterm.  These need no terminfo, which a small system for tests lacks.
 */
#ifndef BT_TERMINAL_H
#define BT_TERMINAL_H

#include <stdbool.h>

#include "top/styled_lines.h"

/* Results of terminal_next() besides the keys of keys.h. */
enum { SCREEN_REDRAW = 1024, SCREEN_GONE };

/**
 * terminal_check() - check that standard output is a terminal that can show a picture.
 *
 * Return: 0, or -ENOTTY after printing why not.
 */
int terminal_check(void);

/**
 * terminal_open() - take over the terminal of standard output.  There is one at a time.
 * @color: use colours
 *
 * Blocks the signals about the terminal from then on: SIGWINCH, SIGTSTP, SIGCONT.
 *
 * Return: a file descriptor, valid until terminal_close(), that becomes readable when
 * terminal_next() has something; or a negative errno after printing the reason.
 */
int terminal_open(bool color);

/** terminal_close() - give the terminal back, if it was taken; may be called at any time. */
void terminal_close(void);

/**
 * terminal_next() - return the next key or event; stop the process if the user wants that.
 *
 * Return: a key, SCREEN_REDRAW, SCREEN_GONE when the terminal has gone, or 0 for nothing more.
 */
int terminal_next(void);

/** terminal_size() - return the size in characters; 80 and 24 where the terminal has none. */
void terminal_size(int *width, int *height);

/**
 * terminal_draw() - show @lines, and nothing else, from the top.
 *
 * Return: 0 or a negative errno.
 */
int terminal_draw(const struct styled_lines *lines);

#endif /* BT_TERMINAL_H */
