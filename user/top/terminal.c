// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

#include "top/keys.h"
#include "base/array.h"
#include "base/log.h"
#include "top/terminal.h"

#define TERMINAL	STDOUT_FILENO
/* Switch to the alternate screen without a cursor; switch back, with plain style. */
#define ENTER		"\033[?1049h\033[?25l"
#define LEAVE		"\033[0m\033[?25h\033[?1049l"
#define HOME		"\033[H"
#define ERASE_LINE	"\033[K"
#define ERASE_BELOW	"\033[J"

/* Signals that end a process at once, and that no other part of the tool handles. */
static const int deadly[] = {
	SIGQUIT, SIGILL, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGSYS, SIGXCPU, SIGALRM, SIGUSR1,
	SIGUSR2,
};

#define NR_DEADLY	ARRAY_SIZE(deadly)

/* Keeps the state of the terminal.  Static, as a signal handler has to find it. */
static struct {
	struct termios saved;
	volatile sig_atomic_t entered;
	bool open, color;
	int signals, poll;
	struct key_decoder keys;
	unsigned char bytes[64];
	size_t nr_bytes, taken;
} screen;

static int write_all(const char *text, size_t size)
{
	while (size) {
		ssize_t n = write(TERMINAL, text, size);

		if (n < 0 && errno == EAGAIN) {
			/* Another process on this terminal may have set O_NONBLOCK: wait. */
			struct pollfd fd = { .fd = TERMINAL, .events = POLLOUT };

			poll(&fd, 1, -1);
		} else if (n < 0 && errno != EINTR) {
			return -errno;
		} else if (n > 0) {
			text += n;
			size -= n;
		}
	}
	return 0;
}

/* Give the terminal back.  A signal handler calls this: call only async-signal-safe functions. */
static void leave(void)
{
	sigset_t set, before;

	if (!screen.entered)
		return;
	screen.entered = 0;
	/* SIGTTOU would stop a background process between the two steps. */
	sigemptyset(&set);
	sigaddset(&set, SIGTTOU);
	sigprocmask(SIG_BLOCK, &set, &before);
	write_all(LEAVE, strlen(LEAVE));
	tcsetattr(TERMINAL, TCSANOW, &screen.saved);
	sigprocmask(SIG_SETMASK, &before, NULL);
}

/* Take the terminal over.  ISIG stays on, so that Ctrl-C and Ctrl-Z work as elsewhere. */
static int enter(void)
{
	struct termios raw = screen.saved;

	raw.c_lflag &= ~(ICANON | ECHO);
	/* Ctrl-S would block the tool in a write, and the tool would take no counts meanwhile. */
	raw.c_iflag &= ~IXON;
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	if (tcsetattr(TERMINAL, TCSANOW, &raw))
		return -errno;
	screen.entered = 1;
	return write_all(ENTER, strlen(ENTER));
}

static void die(int signal)
{
	leave();
	raise(signal);	/* ends the process: SA_RESETHAND has set the default action */
}

static void handle_deadly(void)
{
	struct sigaction action = { .sa_handler = die, .sa_flags = SA_RESETHAND | SA_NODEFER };

	for (size_t i = 0; i < NR_DEADLY; i++)
		sigaction(deadly[i], &action, NULL);
}

static int watch(int fd)
{
	struct epoll_event event = { .events = EPOLLIN, .data.fd = fd };

	return epoll_ctl(screen.poll, EPOLL_CTL_ADD, fd, &event) ? -errno : 0;
}

static int open_events(void)
{
	sigset_t set;
	int ret;

	sigemptyset(&set);
	sigaddset(&set, SIGWINCH);
	sigaddset(&set, SIGTSTP);
	sigaddset(&set, SIGCONT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	screen.signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	screen.poll = epoll_create1(EPOLL_CLOEXEC);
	if (screen.signals < 0 || screen.poll < 0)
		return -errno;
	ret = watch(screen.signals);
	/* Standard input need not be a terminal: then there are signals, but no keys. */
	return ret || !isatty(STDIN_FILENO) ? ret : watch(STDIN_FILENO);
}

int terminal_check(void)
{
	const char *term = getenv("TERM");

	if (!isatty(TERMINAL)) {
		err("standard output is not a terminal");
		hint("--batch prints one table after the other");
		return -ENOTTY;
	}
	if (!term || !*term || !strcmp(term, "dumb")) {
		err("this terminal cannot show a picture (TERM=%s)", term ? term : "");
		hint("set TERM to what it is, or let --batch print one table after the other");
		return -ENOTTY;
	}
	return 0;
}

int terminal_open(bool color)
{
	int ret;

	screen.color = color;
	screen.open = true;
	ret = open_events();
	if (!ret && tcgetattr(TERMINAL, &screen.saved))
		ret = -errno;
	if (!ret) {
		handle_deadly();
		ret = enter();
	}
	if (ret) {
		terminal_close();
		err("cannot take over the terminal: %s", strerror(-ret));
		return ret;
	}
	return screen.poll;
}

void terminal_close(void)
{
	if (!screen.open)
		return;
	leave();
	for (size_t i = 0; i < NR_DEADLY; i++)
		signal(deadly[i], SIG_DFL);
	if (screen.signals >= 0)
		close(screen.signals);
	if (screen.poll >= 0)
		close(screen.poll);
	screen.open = false;
}

/*
 * Stop by SIGTSTP, as if the signal had not been blocked.  The parent sees which signal it was, and
 * the kernel does not stop a process that has no shell to continue it.
 */
static void stop(void)
{
	sigset_t set;

	leave();
	sigemptyset(&set);
	sigaddset(&set, SIGTSTP);
	raise(SIGTSTP);
	sigprocmask(SIG_UNBLOCK, &set, NULL);	/* the process stops here */
	sigprocmask(SIG_BLOCK, &set, NULL);
	/*
	 * Keep the saved settings.  After a `bg`, the terminal has the settings that the shell uses
	 * while the user edits a line.
	 */
	enter();
}

static int take_signals(void)
{
	struct signalfd_siginfo info;
	bool continued = false;
	int ret = 0;

	while (read(screen.signals, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo == SIGTSTP) {
			stop();
			continued = true;
		} else if (info.ssi_signo == SIGCONT && !continued) {
			/* A SIGSTOP cannot be handled: the terminal may be in any state now. */
			enter();
		}
		ret = SCREEN_REDRAW;
	}
	return ret;
}

/* Read keys.  Return: true when there are bytes, or no more will ever come (@gone). */
static bool read_keys(bool *gone)
{
	struct epoll_event events[2];
	ssize_t n;
	int ready = epoll_wait(screen.poll, events, 2, 0);

	for (int i = 0; i < ready; i++) {
		if (events[i].data.fd != STDIN_FILENO)
			continue;
		n = read(STDIN_FILENO, screen.bytes, sizeof(screen.bytes));
		*gone = !n || (n < 0 && errno != EINTR && errno != EAGAIN);
		screen.nr_bytes = n > 0 ? n : 0;
		screen.taken = 0;
		return n > 0 || *gone;
	}
	return false;
}

int terminal_next(void)
{
	bool gone = false;
	int key = take_signals();

	if (key)
		return key;
	while (screen.taken < screen.nr_bytes || read_keys(&gone)) {
		unsigned char byte;

		if (gone)
			return SCREEN_GONE;
		byte = screen.bytes[screen.taken++];
		key = key_decode(&screen.keys, byte, screen.taken == screen.nr_bytes);
		if (key)
			return key;
	}
	return 0;
}

void terminal_size(int *width, int *height)
{
	struct winsize ws = { 0 };

	ioctl(TERMINAL, TIOCGWINSZ, &ws);
	*width = ws.ws_col ? ws.ws_col : 80;
	*height = ws.ws_row ? ws.ws_row : 24;
}

/* Sequences "select graphic rendition".  No style is the only sign of a loss: the line has words. */
static const char *const styles[LINE_NR] = {
	[LINE_PLAIN] = "", [LINE_TITLE] = "\033[1m", [LINE_PAUSED] = "\033[33m",
	[LINE_LOSS] = "\033[1;31m", [LINE_HEADING] = "\033[7m", [LINE_TOTAL] = "\033[1m",
	[LINE_HINT] = "\033[2m",
};

int terminal_draw(const struct styled_lines *lines)
{
	int width, height, ret;
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	if (!f)
		return -ENOMEM;
	terminal_size(&width, &height);
	fputs(HOME, f);
	for (size_t i = 0; i < lines->n && i < (size_t)height; i++) {
		const struct styled_line *l = &lines->v[i];

		/* Erase first: after a full line the cursor is still on the last column. */
		fprintf(f, "%s" ERASE_LINE, i ? "\r\n" : "");
		if (screen.color && *styles[l->style])
			fprintf(f, "%s%-*.*s\033[0m", styles[l->style],
				l->style == LINE_HEADING ? width : 0, width, l->text);
		else
			fprintf(f, "%.*s", width, l->text);
	}
	if (lines->n < (size_t)height)
		fputs("\r\n" ERASE_BELOW, f);
	if (fclose(f))
		return -ENOMEM;
	/* Write all lines at once, so that the user sees no half of a picture. */
	ret = write_all(text, size);
	free(text);
	return ret;
}
