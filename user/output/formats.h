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
struct diff_ops;
struct events_ops;

struct format {
	const char *command;	/* or the view; NULL: there is no such format */
	const char *name;	/* value of --format */
	bool recorded;		/* of `report` only */
	/* The member of the command's name, NULL where @command is; a page has none. */
	union {
		const struct stat_ops *stat;
		const struct hist_ops *hist;
		const struct sites_ops *sites;
		const struct check_ops *check;
		const struct events_ops *events;
		const struct diff_ops *diff;
	};
};

/** format_find() - how @command writes it; all of the result is NULL where it cannot. */
struct format format_find(const char *command, const char *name);

/**
 * format_of_view() - how `report` writes a view.
 * @name: NULL for the view's first format
 *
 * Return: as format_find().
 */
struct format format_of_view(const char *view, const char *name);

/** format_names() - of a view, for people: "text, json or csv".  Return: @buf. */
char *format_names(const char *view, char *buf, size_t size);

#endif /* BT_FORMATS_H */
