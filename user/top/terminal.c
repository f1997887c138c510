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
/* Alternate screen, no cursor; and back, in plain style. */
#define ENTER		"\033[?1049h\033[?25l"
#define LEAVE		"\033[0m\033[?25h\033[?1049l"
#define HOME		"\033[H"
#define ERASE_LINE	"\033[K"
#define ERASE_BELOW	"\033[J"

/* Those that end a process at once, and that nobody else here takes. */
static const int deadly[] = {
	SIGQUIT, SIGILL, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGSYS, SIGXCPU, SIGALRM, SIGUSR1,
	SIGUSR2,
};

#define NR_DEADLY	ARRAY_SIZE(deadly)

/* One, for a handler of signals has to find it. */
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
			/* Who shares the terminal may have made it so. */
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

/* All that is called here may be called by a handler of signals. */
static void leave(void)
{
	sigset_t set, before;

	if (!screen.entered)
		return;
	screen.entered = 0;
	/* In the background it would stop us, half done. */
	sigemptyset(&set);
	sigaddset(&set, SIGTTOU);
	sigprocmask(SIG_BLOCK, &set, &before);
	write_all(LEAVE, strlen(LEAVE));
	tcsetattr(TERMINAL, TCSANOW, &screen.saved);
	sigprocmask(SIG_SETMASK, &before, NULL);
}

/* Signals from keys stay on: Ctrl-C and Ctrl-Z are as elsewhere. */
static int enter(void)
{
	struct termios raw = screen.saved;

	raw.c_lflag &= ~(ICANON | ECHO);
	/* Ctrl-S would stop us in a write, and with us the taking of what was counted. */
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
	raise(signal);	/* SA_RESETHAND: by its default action */
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
	/* Without a terminal to read keys from the signals remain. */
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
 * As the signal would have done it: what waits for us sees which one it was, and a process
 * without a shell to continue it is not stopped at all.
 */
static void stop(void)
{
	sigset_t set;

	leave();
	sigemptyset(&set);
	sigaddset(&set, SIGTSTP);
	raise(SIGTSTP);
	sigprocmask(SIG_UNBLOCK, &set, NULL);	/* here */
	sigprocmask(SIG_BLOCK, &set, NULL);
	/*
	 * What was saved stays: continued in the background we would see what the shell has
	 * while it edits a line.
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
			/* After a SIGSTOP: it was not given back, and may be in any state now. */
			enter();
		}
		ret = SCREEN_REDRAW;
	}
	return ret;
}

/* Return: true when there are bytes, or none will ever come. */
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

/* Select graphic rendition; what is lost is also said in words. */
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

		/* Erase first: behind a full line the cursor still stands on its last column. */
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
	/* In one piece: nothing half drawn is seen. */
	ret = write_all(text, size);
	free(text);
	return ret;
}
