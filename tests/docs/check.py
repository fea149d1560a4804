"""Runs the fenced examples of README.md and docs/*.md.

```dork         must check without errors
```dork error   must not
```json         directly after a script: contained in what it compiles to
```json case      directly after a script: a case of it, which must hold
```json fixture   a fixture that dork run takes
```console      lines `$ ./dork …` run in the project's folder; what is shown below must be what they print
"""
import json
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

program = pathlib.Path(sys.argv[1]).resolve()
root = pathlib.Path(__file__).resolve().parents[2]
fence = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.M | re.S)


def run(arguments, text=""):
    return subprocess.run([program, *arguments], input=text, text=True, capture_output=True, cwd=root)


def contains(whole, part):
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(k in whole and contains(whole[k], v) for k, v in part.items())
    if isinstance(part, list):
        rest = iter(whole if isinstance(whole, list) else [])
        return all(any(contains(item, wanted) for item in rest) for wanted in part)
    return whole == part


def somewhere(whole, part):
    below = whole.values() if isinstance(whole, dict) else whole if isinstance(whole, list) else []
    return contains(whole, part) or any(somewhere(child, part) for child in below)


def check_console(text):
    blocks = re.split(r"^\$ ", text, flags=re.M)[1:]
    for block in blocks:
        command, _, shown = block.partition("\n")
        words = shlex.split(command, comments=True)
        if not words or words[0] not in ("./dork", "dork") or "…" in block:
            continue
        done = run(words[1:])
        if (done.stdout + done.stderr).strip() != shown.strip():
            yield f"`{command}` prints\n{done.stdout}{done.stderr}"


def faults(page):
    text = page.read_text(encoding="utf-8")
    script = None
    for match in fence.finditer(text):
        language, info, body = match[1], match[2].strip(), match[3]
        line = text.count("\n", 0, match.start()) + 1
        where = f"{page.relative_to(root)}:{line}"
        if language == "dork":
            done = run(["check", "-"], body)
            if done.returncode != (1 if info == "error" else 0):
                yield f"{where}: dork check says {done.returncode}\n{done.stderr}"
            script = None if info == "error" else (body, match.end())
        elif language == "json" and info in ("case", "fixture"):
            with tempfile.TemporaryDirectory() as folder:
                example = pathlib.Path(folder) / "example.dork"
                example.write_text(script[0] if info == "case" else "OUTPUT 'ran';\n", encoding="utf-8")
                given = pathlib.Path(folder) / "example.case.json"
                given.write_text(body, encoding="utf-8")
                done = run(["test", folder] if info == "case" else ["run", "-q", example, "--with", given])
                if done.returncode != 0:
                    yield f"{where}: the {info} does not hold\n{done.stdout}{done.stderr}"
        elif language == "json" and script and not text[script[1]:match.start()].strip():
            done = run(["compile", "--quiet", "--envelope" if info == "envelope" else "--compact", "-"], script[0])
            if done.returncode == 0 and not somewhere(json.loads(done.stdout), json.loads(body)):
                yield f"{where}: the script above does not compile to this"
        elif language == "console":
            for fault in check_console(body):
                yield f"{where}: {fault}"


found = [fault for page in [root / "README.md", *sorted((root / "docs").glob("*.md"))] if page.exists() for fault in faults(page)]
print("\n".join(found) or "all examples hold")
sys.exit(1 if found else 0)
