/* SPDX-License-Identifier: GPL-2.0 */
/* What the outputs of counts and of histograms have in common. */
#ifndef BT_DIFF_PARTS_H
#define BT_DIFF_PARTS_H

#include "output/diff_out.h"

#define DIFF_WIDTH	15	/* of a column in text */
#define DIFF_RATE	12	/* of one with a rate */

/** diff_means() - is anything that is compared a mean? */
bool diff_means(const struct diff *d);

/** diff_format() - whole numbers as they are, with @mean one digit behind.  Return: @buf. */
const char *diff_format(char *buf, size_t size, long double v, bool mean);

/** diff_format_change() - the same with a sign. */
const char *diff_format_change(char *buf, size_t size, long double v, bool mean);

/** diff_format_percent() - of diff_percent(), "-" where there is none to speak of. */
const char *diff_format_percent(char *buf, size_t size, long double a, long double b);

/** diff_heading() - names of columns up to the rates; no newline. */
void diff_heading(FILE *f, const struct diff *d);

/** diff_rates() - both, if there is a unit. */
void diff_rates(FILE *f, const struct diff *d, long double a, long double b);

/** diff_name_and_verdict() - the end of a line. */
void diff_name_and_verdict(FILE *f, const char *name, const struct diff_value *v);

/** diff_rows_left() - behind @shown rows, how many there are @more, and how many are equal. */
void diff_rows_left(FILE *f, size_t shown, size_t more, size_t equal);

/** diff_derived() - is what is derived to be said: did probes count in one of them? */
bool diff_derived(const struct diff *d);

/**
 * diff_csv_line() - one number of both sides.
 * @key: of the row
 * @rate: it has one, if there is a unit
 * @v: NaN for what is not there
 */
void diff_csv_line(const struct diff_out *out, const struct diff *d, const char *key,
		   const char *name, bool rate, const struct diff_value *v);

/** diff_hist_name() - a number of a metric: "batch.avg".  Return: @buf. */
const char *diff_hist_name(char *buf, size_t size, int metric, int number);

/** diff_hist_text() - the histograms and their rows. */
void diff_hist_text(const struct diff_out *out, const struct diff *d);

/** diff_hist_csv() - the same, without the heading. */
void diff_hist_csv(const struct diff_out *out, const struct diff *d);

#endif /* BT_DIFF_PARTS_H */
