# SPDX-License-Identifier: GPL-2.0
"""Print the command lines that documents show, each after its document and a tab.

	examples.py tool DOCUMENT...	command lines of barrier-trace
	examples.py scripts DOCUMENT...	programs of this repository
	examples.py make DOCUMENT...	targets of make

A document is a file, or COMMAND--help for what build/barrier-trace prints.  Shown are the lines of code
blocks, with or without a prompt, and what stands in backquotes or, in manual pages, in bold.
"""
import re
import subprocess
import sys

TOOL = r"(?:sudo )?barrier-trace [a-z]+(?=\s|$)"


def read(document):
    if document.endswith("--help"):
        command = document[:-len("--help")].split()
        return subprocess.run(["build/barrier-trace", *command, "--help"], text=True,
                              stdout=subprocess.PIPE, check=True).stdout
    with open(document, encoding="utf-8") as file:
        return file.read()


def lines(text):
    """Yield the lines of code blocks, without prompt and comment."""
    fenced = False
    for line in re.sub(r"\\\n\s*", "", text).splitlines():
        if line.startswith("```"):
            fenced = not fenced
        block = re.match(r"(?: +(?:[#$] )?|# )(\S.*)$", line) or (fenced and re.match(r"(.*)$", line))
        if block:
            # Behind two blanks, or a blank and #, stands what the command is for.
            yield re.sub(r"(?:  +| +# ).*$", "", block.group(1))


def marked(text):
    """Yield what stands in backquotes or is bold, which may go on in the next line."""
    text = re.sub(r"```.*?```", "", text, flags=re.S)
    for twice, once, bold in re.findall(r"``([^`]+)``|`([^`\n]+)`|\*\*([^*]+)\*\*", text):
        words = " ".join((twice or once or bold).split())
        # A command's name in bold begins a SYNOPSIS.
        if not bold or " -" in words:
            yield words


def tool(text):
    yield from (line for line in lines(text) if re.match(TOOL, line))
    for words in marked(text):
        if re.match(TOOL, words):
            yield words
        # "stat --per site": a command needs no program's name, but an option, in a sentence.
        # One that ends with an option which wants a value only names the option: options.py looks at it.
        elif re.match(rf"(?:{COMMANDS}) (?:\S+ )*-", words) and words.split()[-1].lstrip("-") not in VALUED:
            yield "barrier-trace " + words


def scripts(text):
    for line in [*lines(text), *marked(text)]:
        found = re.match(r"(?:sudo )?((?:tests|kernel-patch|user|bpf|\.ci)/[\w./-]+)(?: |$)", line)
        if found and not re.search(r"[A-Z]{3}|\.\w+$|/$", found.group(1)):
            yield found.group(1)


def make(text):
    for line in [*lines(text), *marked(text)]:
        for found in re.findall(r"(?:^|&& |sudo )make((?: [\w./=:-]+)+)", line):
            yield from (w for w in found.split() if "=" not in w and not re.match(r"-|[A-Z]+$", w))


def main():
    for document in sys.argv[2:]:
        found = {"tool": tool, "scripts": scripts, "make": make}[sys.argv[1]](read(document))
        for command in dict.fromkeys(found):
            print(document, re.sub("^sudo ", "", command), sep="\t")


COMMANDS = "|".join(line.split()[0] for line in read("--help").split("\nCommands:\n")[1].split("\n\n")[0].splitlines())
VALUED = {line.split("\t")[1] for line in subprocess.run(
    ["build/command-line", "options"], text=True, stdout=subprocess.PIPE, check=True).stdout.splitlines()
          if line.split("\t")[3] != "-"}
main()
