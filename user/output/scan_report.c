// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "scan/kernel_file.h"
#include "output/scan_report.h"
#include "version.h"

void scan_report(const struct scan *scan, const struct dwarf_check *dwarf,
		 const struct ksyms *ksyms, bool json)
{
	struct json j = { .out = stdout };

	if (!json) {
		scan_report_text(stdout, scan, ksyms);
		if (dwarf)
			scan_dwarf_text(stdout, dwarf, ksyms);
		return;
	}
	json_open(&j, NULL);
	json_string(&j, "type", "header");
	json_string(&j, "version", "1.0");
	json_string(&j, "tool", "barrier-trace " BT_VERSION);
	json_string(&j, "command", "info --sites");
	json_close(&j);
	scan_report_json(stdout, scan, ksyms);
	if (dwarf)
		scan_dwarf_json(stdout, dwarf, ksyms);
}

int scan_report_file(const char *path, const char *symbols, bool json)
{
	struct dwarf_check dwarf = { 0 };
	struct kernel_file file;
	struct scan scan = { 0 };
	int ret = kernel_file_open(&file, path, symbols);

	if (ret)
		goto out_file;
	ret = scan_run(&scan, &file.text, file.ksyms, &file.layout, kernel_file_can_probe, &file);
	if (!ret && scan.generation != SCAN_NO_BATCHING)
		ret = dwarf_check_compare(&dwarf, path, &scan, &file.text, file.ksyms);
	if (ret) {
		err("cannot scan %s: %s", path, strerror(-ret));
	} else if (scan.generation == SCAN_NO_BATCHING && file.layout.enable >= 0) {
		err("%s: " SCAN_NOT_UNDERSTOOD, path);
		ret = -EOPNOTSUPP;
	} else if (scan.generation == SCAN_NO_BATCHING) {
		err("%s: no barrier batching in this kernel (before 6.16)", path);
		ret = -EOPNOTSUPP;
	} else {
		scan_report(&scan, &dwarf, file.ksyms, json);
	}
	dwarf_check_free(&dwarf);
	scan_free(&scan);
out_file:
	kernel_file_close(&file);
	return ret;
}
