#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Find errors in a page of `report --html`, and in how a browser shows it.

    page.py form PAGE                   well-formed, no script, nothing loaded
    page.py frames PAGE                 print a page that shows PAGE in frames and measures them
    page.py measured DOM VERDICT STAT light|dark
                                        compare these measures with the verdict and stat --json
    page.py pictures LIGHT DARK         neither PNG file is blank; backgrounds are light and dark
"""
import html
import html.parser
import json
import re
import struct
import sys
import zlib

VOID = {"meta", "br", "hr", "img", "link", "input"}
LOADS = {"src", "href", "srcset", "data", "action", "poster", "background"}
COUNTS = ("queued", "emitted", "deferred", "flush", "barriers", "avoided")


class Form(html.parser.HTMLParser):
    """Keep a stack of open elements: a missing or misplaced end tag is an error."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.errors, self.seen, self.style = [], [], set(), ""

    def error_at(self, text):
        self.errors.append("line %d: %s" % (self.getpos()[0], text))

    def handle_starttag(self, tag, attrs, closed=False):
        self.seen.add(tag)
        names = [name for name, _ in attrs]
        if len(set(names)) != len(names):
            self.error_at("%s has an attribute twice" % tag)
        for name, value in attrs:
            if name.startswith("on") or name in LOADS:
                self.error_at("%s has %s" % (tag, name))
            if value is None:
                self.error_at("%s has %s without a value" % (tag, name))
        if tag == "meta" and ("http-equiv", "Content-Security-Policy") in attrs and \
                ("content", "default-src 'none'; style-src 'unsafe-inline'") in attrs:
            self.seen.add("policy")
        if not closed and tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs, closed=True)

    def handle_endtag(self, tag):
        if not self.open or self.open[-1] != tag:
            self.error_at("</%s> in %s" % (tag, self.open[-3:]))
        else:
            self.open.pop()

    def handle_data(self, data):
        if "style" in self.open:
            self.style += data
        for c in data:
            if ord(c) < 32 and c != "\n" or 0x7F <= ord(c) < 0xA0 or 0x202A <= ord(c) <= 0x202E:
                self.error_at("control character %#x" % ord(c))

    def handle_comment(self, data):
        self.error_at("a comment: %s" % data[:40])

    def unknown_decl(self, data):
        self.error_at("a declaration: %s" % data[:40])


def form(path):
    text = open(path, encoding="utf-8", errors="strict").read()
    page = Form()
    page.feed(text)
    page.close()
    if page.open:
        page.errors.append("not closed: %s" % page.open)
    for tag in page.seen & {"script", "img", "link", "iframe", "object", "embed", "base", "form", "b"}:
        page.errors.append("has <%s>" % tag)
    if re.search(r"url\(|@import", page.style):
        page.errors.append("the style sheet loads something")
    if not text.startswith("<!DOCTYPE html>\n") or "policy" not in page.seen:
        page.errors.append("no doctype or no policy")
    return page.errors


# Text must have a contrast of at least 4.5 to 1 with its background, as WCAG demands.
MEASURE = """
function parse(c) {
	const n = (c.match(/[0-9.]+/g) || []).map(Number);
	return { rgb: n.slice(0, 3), a: n.length > 3 ? n[3] : 1 };
}
function light(rgb) {
	const v = rgb.map(c => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
	return 0.2126 * v[0] + 0.7152 * v[1] + 0.0722 * v[2];
}
function ground(w, e) {
	for (; e; e = e.parentElement) {
		const c = parse(w.getComputedStyle(e).backgroundColor);
		if (c.a == 1) return c.rgb;
	}
	return [255, 0, 255];
}
function contrasts(w, d) {
	let worst = { ratio: 99 };
	for (const e of d.body.querySelectorAll('*')) {
		if (['STYLE', 'title'].includes(e.tagName)) continue;
		if (![...e.childNodes].some(n => n.nodeType == 3 && n.data.trim())) continue;
		const s = w.getComputedStyle(e);
		const a = light(parse(e.tagName == 'text' ? s.fill : s.color).rgb);
		const b = light(ground(w, e));
		const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
		if (ratio < worst.ratio)
			worst = { ratio, what: e.tagName + '.' + (e.getAttribute('class') || ''), text: e.textContent.slice(0, 30) };
	}
	return worst;
}
function width(d) {
	return [d.documentElement.scrollWidth, d.documentElement.clientWidth];
}
function look(frame) {
	const w = frame.contentWindow, d = frame.contentDocument, r = {};
	r.closed = width(d);
	const details = d.querySelectorAll('details');
	details.forEach(e => e.open = true);
	r.open = width(d);
	r.details = details.length;
	r.worst = contrasts(w, d);
	r.ground = light(ground(w, d.body));
	r.verdict = d.querySelector('.verdict') ? d.querySelector('.verdict').innerText : '';
	r.head = [...d.querySelectorAll('table')].filter(t => t.tHead.innerText.includes('barriers')).
		map(t => [...t.tHead.rows[0].cells].map(c => c.innerText))[0];
	r.sum = [...d.querySelectorAll('table')].filter(t => t.tHead.innerText.includes('barriers')).
		map(t => [...t.querySelector('tr.sum').cells].map(c => c.innerText))[0];
	r.foreign = d.querySelectorAll('script, img, b, iframe, object').length;
	r.style = d.body.querySelectorAll('[style]').length;
	return r;
}
onload = () => {
	const found = [...document.querySelectorAll('iframe')].map(look);
	document.body.innerHTML = '<pre></pre>';
	document.querySelector('pre').textContent = JSON.stringify(found);
};
"""


def frames(path):
    page = html.escape(open(path, encoding="utf-8").read(), quote=True)
    frame = '<iframe style="width:%dpx;height:900px;border:0" srcdoc="%s"></iframe>\n'
    # A frame uses the colour scheme of the page around it.
    return ('<!DOCTYPE html><meta charset="utf-8"><meta name="color-scheme" content="light dark">'
            "<style>iframe{color-scheme:light dark}</style>\n" +
            frame % (400, page) + frame % (1280, page) + "<script>%s</script>\n" % MEASURE)


def measured(dom, verdict, stat, dark):
    errors = []
    found = re.search(r"<pre>(.*?)</pre>", open(dom, encoding="utf-8").read(), re.S)
    if not found:
        return ["the browser measured nothing"]
    total = [r for r in map(json.loads, open(stat)) if r["type"] == "total"][0]
    for r in json.loads(html.unescape(found.group(1))):
        width = r["closed"][1]
        for what in "closed", "open":
            if r[what][0] > r[what][1]:
                errors.append("at %d px the page is %d px wide, %s" % (width, r[what][0], what))
        if width not in (400, 1280):
            errors.append("the frame is %d wide" % width)
        if r["worst"]["ratio"] < 4.5:
            errors.append("contrast: %s" % r["worst"])
        if (r["ground"] < 0.1) != dark:
            errors.append("the ground's luminance is %.2f" % r["ground"])
        if r["verdict"] != verdict:
            errors.append("verdict '%s', not '%s'" % (r["verdict"], verdict))
        if r["foreign"] or r["style"]:
            errors.append("the page has elements that do not belong there")
        counts = dict(zip(r["head"], r["sum"]))
        for name in COUNTS:
            if counts.get(name, "").replace(",", "") != str(total[name]):
                errors.append("%s: %s, not %d" % (name, counts.get(name), total[name]))
    return errors


def png(path):
    """Return the rows of a PNG file, 3 bytes a pixel."""
    data = open(path, "rb").read()
    assert data[:8] == b"\x89PNG\r\n\x1a\n", path
    at, packed = 8, b""
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + size]
        if kind == b"IHDR":
            width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", body)
            assert depth == 8 and colour in (2, 6) and not interlaced
        elif kind == b"IDAT":
            packed += body
        at += 12 + size
    step = 3 if colour == 2 else 4
    raw, rows, last = zlib.decompress(packed), [], bytearray(width * step)
    for y in range(height):
        start = y * (width * step + 1)
        how, row = raw[start], bytearray(raw[start + 1:start + 1 + width * step])
        for i in range(len(row)):
            a = row[i - step] if i >= step else 0
            b, c = last[i], last[i - step] if i >= step else 0
            if how == 1:
                row[i] = (row[i] + a) & 255
            elif how == 2:
                row[i] = (row[i] + b) & 255
            elif how == 3:
                row[i] = (row[i] + (a + b) // 2) & 255
            elif how == 4:
                p = a + b - c
                near = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]
                row[i] = (row[i] + near) & 255
        last = row
        rows.append([bytes(row[i:i + 3]) for i in range(0, len(row), step)])
    return rows


def pictures(light, dark):
    errors, grounds = [], []
    for path in light, dark:
        rows = png(path)
        ground = rows[2][2]
        pixels = [p for row in rows for p in row]
        ink = sum(p != ground for p in pixels) / len(pixels)
        if ink < 0.01 or len(set(pixels)) < 8:
            errors.append("%s is blank: %.2f %% is not ground, %d colours" %
                          (path, 100 * ink, len(set(pixels))))
        grounds.append(sum(ground) / 3)
    if grounds[0] < 200 or grounds[1] > 60:
        errors.append("the grounds are %d and %d" % tuple(grounds))
    return errors


def main():
    what, args = sys.argv[1], sys.argv[2:]
    if what == "frames":
        sys.stdout.write(frames(*args))
        return 0
    if what == "measured":
        errors = measured(args[0], args[1], args[2], args[3] == "dark")
    else:
        errors = {"form": form, "pictures": pictures}[what](*args)
    print("\n".join(errors))
    return 1 if errors else 0


sys.exit(main())
