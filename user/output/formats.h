/* SPDX-License-Identifier: GPL-2.0 */
/* Find the format of a command, or of a view of `report`, by the name that --format takes. */
#ifndef BT_FORMATS_H
#define BT_FORMATS_H

#include <stdbool.h>
#include <stddef.h>

struct stat_ops;
struct hist_ops;
struct sites_ops;
struct check_ops;
struct now_ops;
struct diff_ops;
struct events_ops;

/* Describes a format of a command or view. */
struct format {
	const char *command;	/* or the view; NULL: there is no such format */
	const char *name;	/* value of --format */
	bool recorded;		/* only `report` has it */
	/* The member named as the command is set; NULL for html and if @command is NULL. */
	union {
		const struct stat_ops *stat;
		const struct hist_ops *hist;
		const struct sites_ops *sites;
		const struct check_ops *check;
		const struct now_ops *now;	/* of "check --now" */
		const struct events_ops *events;
		const struct diff_ops *diff;
	};
};

/** format_find() - find a format of a command.  Return: the format; all 0 if there is none. */
struct format format_find(const char *command, const char *name);

/**
 * format_of_view() - find a format of a view of `report`.
 * @name: NULL for the view's first format
 *
 * Return: the format; all 0 if there is none.
 */
struct format format_of_view(const char *view, const char *name);

/**
 * format_names() - list the formats of a command, for people: "text, json or csv".
 * @recorded: also those that only `report` has
 *
 * Return: @buf.
 */
char *format_names(const char *command, bool recorded, char *buf, size_t size);

#endif /* BT_FORMATS_H */
