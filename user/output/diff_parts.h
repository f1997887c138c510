/* SPDX-License-Identifier: GPL-2.0 */
/* Write the parts that comparisons of counts and of histograms share. */
#ifndef BT_DIFF_PARTS_H
#define BT_DIFF_PARTS_H

#include "output/diff_out.h"

#define DIFF_WIDTH	15	/* columns of text for a number */
#define DIFF_RATE	12	/* columns of text for a rate */

/** diff_means() - return whether a side has several runs, so that means are compared. */
bool diff_means(const struct diff *d);

/** diff_format() - format a whole number, or with @mean one decimal.  Return: @buf. */
const char *diff_format(char *buf, size_t size, long double v, bool mean);

/** diff_format_change() - format as diff_format() does, with a sign.  Return: @buf. */
const char *diff_format_change(char *buf, size_t size, long double v, bool mean);

/**
 * diff_format_percent() - format diff_percent() of @a and @b.
 *
 * Writes "-" where the percentage is not finite, or a million or more.
 *
 * Return: @buf.
 */
const char *diff_format_percent(char *buf, size_t size, long double a, long double b);

/** diff_heading() - write the names of the columns up to the rates, without a newline. */
void diff_heading(FILE *f, const struct diff *d);

/** diff_rates() - write both rates if the user gave a --unit. */
void diff_rates(FILE *f, const struct diff *d, long double a, long double b);

/** diff_name_and_verdict() - write the end of a line: name, verdict and newline. */
void diff_name_and_verdict(FILE *f, const char *name, const struct diff_value *v);

/** diff_rows_left() - write below @shown rows how many are left out (@more), and how many equal. */
void diff_rows_left(FILE *f, size_t shown, size_t more, size_t equal);

/** diff_derived() - return whether to write derived counts: probes counted for a side. */
bool diff_derived(const struct diff *d);

/**
 * diff_csv_line() - write a line with one number of both sides.
 * @key: of the row
 * @rate: write rates, too, if the user gave a --unit
 * @v: a side is NaN where it has no such number
 */
void diff_csv_line(const struct diff_out *out, const struct diff *d, const char *key,
		   const char *name, bool rate, const struct diff_value *v);

/** diff_hist_name() - name a number of a metric: "batch.avg".  Return: @buf. */
const char *diff_hist_name(char *buf, size_t size, int metric, int number);

/** diff_hist_text() - write the comparison of histograms and their rows as text. */
void diff_hist_text(const struct diff_out *out, const struct diff *d);

/** diff_hist_csv() - write the comparison of histograms and their rows as CSV, without heading. */
void diff_hist_csv(const struct diff_out *out, const struct diff *d);

#endif /* BT_DIFF_PARTS_H */
