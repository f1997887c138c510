# SPDX-License-Identifier: GPL-2.0
"""Print TAP: results that fail by what is wrong, and the plan.  For the checks of documents."""
results = 0
failed = False


def report(wrong, name):
    """Print a result, which passes if nothing is wrong; each line of wrong behind it."""
    global results, failed
    results += 1
    print("not ok" if wrong else "ok", results, "-", name)
    for line in wrong:
        print("#  ", line)
        failed = True


def finish():
    """Print the plan.  Return True if a result has failed."""
    print(f"1..{results}")
    return failed
