#!/usr/bin/env python3
"""Large exports that nobody wrote: made_up.py PROGRAM SCRIPTS [COUNT [BLOCKS]].

Blocks of the scripts, taken apart and put together anew: long chains, loops and branches within each other, HTML and CSS and texts in
German and Swedish as values, names that are none or are given twice, block types that nobody knows, keys that nobody asked for, places on
a canvas; alone, in an envelope, several in a file, as a part without a start. Each must come back as an equivalent workspace by its clean
script and as a deeply equal one by its exact script.
"""
import json
import pathlib
import random
import subprocess
import sys
import tempfile

TEXTS = [
    '<div class="card" style="font-family: sans-serif; color: #333"><h1>{$.%s.name}</h1>\n<p>Guten Tag, hier ist Ihr Bericht für {date: \'now\', \'d.m.Y\'}.</p></div>',
    "<style>\n.card { border: 1px solid #ddd; padding: 4px 8px; }\n.card > h1:hover { color: red }\n@media (max-width: 600px) { .card { padding: 0 } }\n</style>",
    "Grüße aus München: Überprüfen Sie bitte die Größe der Datei „Umsätze 2025“ – sie ist {count: {$.%s}} Zeilen lang.",
    "Hej! Räkningen för {$.%s.item.name} är nu klar. Öppna appen och kontrollera att allt är som det ska vara, så återkommer vi på måndag.",
    "<table><tr><th>Name</th><th>Größe</th></tr>{$.%s}</table>\t<!-- Ende -->\r\n<br/>",
    "function f() { return `${x}`; } /* {nobody: knows} */ // 'it''s' \"quoted\" \\ backslash",
    '{"status": "FAILED", "öppna": [1, 2.50, null, true], "text": "{$.%s.item.id}"}',
    "", " ", "{", "}", "{}", "{{", "{$.", "{$.a b c}", "0012", "1e5", "-0", "NULL", "TRUE", "'", "'''", "--", "//", "\u2028\u2029\u00a0", "日本語 – ελληνικά – עברית", "😀" * 40,
    "SELECT *\nFROM lib://Daten (qvd)\nWHERE Betrag > 100 AND Straße = 'Königsallee';",
]
NAMES = ["Ünïcode Näme", "list apps", "", "1st", "IF", "Größe", "a.b", "x'y", "name", "for each", "Ö" * 60, "item", "loop"]


def pool(program, scripts):
    """Blocks and variables of all scripts, without what ties them to each other."""
    blocks, variables = [], []
    for path in sorted(pathlib.Path(scripts).glob("*.dork")):
        if "ACTION " in path.read_text(encoding="utf-8"):
            continue  # what an unknown action is called follows from its block's name, which is changed here
        made = subprocess.run([program, "compile", "-q", str(path)], capture_output=True, text=True, check=True)
        workspace = json.loads(made.stdout)
        variables += workspace["variables"]
        for block in workspace["blocks"]:
            for key in ("childId", "loopBlockId", "childTrueId", "childFalseId", "defaultChildId", "statementChildrenIds"):
                block.pop(key, None)
            blocks.append(block)
    return blocks, variables


class Maker:
    def __init__(self, blocks, variables, seed):
        self.random = random.Random(seed)
        self.known = blocks
        self.variables = variables
        self.blocks = []
        self.names = ["apps"]

    def guid(self):
        form = "%08x-%04x-4%03x-a%03x-%012x" % tuple(self.random.getrandbits(n) for n in (32, 16, 12, 12, 48))
        return form.upper() if self.random.random() < 0.8 else form

    def text(self):
        text = self.random.choice(TEXTS)
        if "%s" in text:
            text = text.replace("%s", self.random.choice(self.names))
        return text * self.random.choice([1, 1, 1, 2, 30])

    def vary(self, value, depth=0):
        """Other values in the places of some, at any level."""
        if isinstance(value, dict):
            return {k: v if k in ("id", "type") and depth < 2 else self.vary(v, depth + 1) for k, v in value.items()}
        if isinstance(value, list):
            return [self.vary(v, depth + 1) for v in value]
        if isinstance(value, str) and depth > 1 and self.random.random() < 0.25:
            return self.text()
        return value

    def block(self):
        block = json.loads(json.dumps(self.random.choice(self.known)))
        while block["type"] == "StartBlock":
            block = json.loads(json.dumps(self.random.choice(self.known)))
        for key in ("inputs", "settings", "operations", "form"):
            if key in block and self.random.random() < 0.7:
                block[key] = self.vary(block[key], 0)
        block["id"] = self.guid()
        block["x"], block["y"] = self.random.randint(-500, 5000), self.random.choice([self.random.randint(0, 90000), 12.5])
        if self.random.random() < 0.3:
            block["name"] = self.random.choice(NAMES)
        if self.random.random() < 0.1:
            block["comment"] = self.text()
        if self.random.random() < 0.05:
            block["disabled"] = True
        if self.random.random() < 0.04:
            block["type"] = self.random.choice(["FutureBlock", "SnippetBlock2", "x"])
        if self.random.random() < 0.06:
            block[self.random.choice(["owner", "größe", "tags", "meta"])] = self.random.choice([None, 1.5, [], {}, "text", {"-": ["a"]}, [[1], {"id": "x"}]])
        if self.random.random() < 0.04:
            block.pop(self.random.choice(["inputs", "settings", "displayName", "disabled", "collapsed"]), None)
        self.names.append(block.get("name") or "apps")
        self.blocks.append(block)
        return block

    def chain(self, length, depth):
        """A chain of about so many blocks; the id of its first."""
        first = last = None
        while length > 0:
            block = self.block()
            length -= 1
            if last is not None:
                last["childId"] = block["id"]
            first = first or block["id"]
            last = block
            inner = min(length, self.random.randint(1, 12))
            if depth < 5 and inner and block["type"] in ("ForEachBlock", "EndpointBlock", "FilterListBlock") and self.random.random() < 0.5:
                block["loopBlockId"] = self.chain(inner, depth + 1)
                length -= inner
            elif depth < 5 and inner and block["type"] == "IfElseBlock":
                block["childTrueId"] = self.chain(inner, depth + 1)
                length -= inner
                if length > 2 and self.random.random() < 0.5:
                    block["childFalseId"] = self.chain(2, depth + 1)
                    length -= 2
        return first

    def workspace(self, count, fragment):
        first = self.chain(count, 0)
        if not fragment:
            start = json.loads(json.dumps(next(b for b in self.known if b["type"] == "StartBlock")))
            start["id"], start["childId"] = self.guid(), first
            self.blocks.insert(0, start)
        for _ in range(self.random.randint(0, 3)):
            self.chain(self.random.randint(1, 4), 4)  # what no edge leads to
        if self.random.random() < 0.5:
            self.random.choice(self.blocks)["childId"] = self.random.choice([self.guid(), "", None])
        made = {"blocks": self.blocks, "variables": [] if fragment else self.random.sample(self.variables, min(12, len(self.variables)))}
        if self.random.random() < 0.3:
            made["version"] = 2
        return made


def main():
    program, scripts = sys.argv[1:3]
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 12
    size = int(sys.argv[4]) if len(sys.argv) > 4 else 150
    blocks, variables = pool(program, scripts)
    faults = 0
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(count):
            maker = Maker(blocks, variables, seed)
            workspace = maker.workspace(size, fragment=seed % 6 == 5)
            if seed % 6 == 1:
                workspace = {"id": "x", "name": "Größe & Färg", "description": "<b>åäö</b>", "workspace": workspace, "schedules": [], "runMode": "manual"}
            if seed % 6 == 2:
                workspace = [workspace, Maker(blocks, variables, seed + 1000).workspace(size // 3, False)]
            if seed % 6 == 3:
                workspace = {"data": [{"name": "a", "workspace": workspace}], "links": {}}
            path = pathlib.Path(folder) / f"made-up-{seed}.json"
            path.write_text(json.dumps(workspace, ensure_ascii=seed % 2 == 0, indent=seed % 3 or None), encoding="utf-8")
            for options in ([], ["--exact"]):
                ran = subprocess.run([program, "roundtrip", *options, str(path)], capture_output=True, text=True)
                if ran.returncode != 0:
                    faults += 1
                    print(f"seed {seed} {options}: {ran.stdout[-600:]}{ran.stderr[-600:]}")
                    if len(sys.argv) > 5:
                        pathlib.Path(sys.argv[5], path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    print(f"{count} made-up exports, {faults} faults")
    sys.exit(faults > 0)


main()
