"""Predictions as a half-trained model would write them, to measure `dork score` with: rows of `dork corpus build`, half of the
answers right, the others wrong in ways that models are wrong, many with fences or prose around.

usage: python3 bench/predictions.py PROGRAM ROWS OUT.jsonl
"""
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile

program, rows, out = sys.argv[1], int(sys.argv[2]), sys.argv[3]
draw = random.Random(1)


def literal(script):
    texts = list(re.finditer(r"'[^']{3,}'", script))
    if not texts:
        return script
    at = draw.choice(texts)
    return script[:at.start()] + "'something else'" + script[at.end():]


def action(script):
    return re.sub(r"\.(list|get)(\w+)\(", lambda m: f".{m[1]}All{m[2]}(", script, count=1)


def parameter(script):
    return re.sub(r"\((\w+) = ", lambda m: f"({m[1]}s = ", script, count=1)


def line(script):
    lines = script.split("\n")
    if len(lines) > 3:
        del lines[draw.randrange(2, len(lines) - 1)]
    return "\n".join(lines)


def semicolon(script):
    at = [m.start() for m in re.finditer(";", script)]
    cut = draw.choice(at) if at else 0
    return script[:cut] + script[cut + 1:]


def truncated(script):
    return script[:draw.randrange(len(script) // 2, len(script))]


def reference(script):
    return script.replace(".item.", ".items.", 1)


def statement(script):
    return script.replace("OUTPUT ", "PRINT ", 1)


mistakes = [literal, literal, action, parameter, line, semicolon, truncated, reference, statement]
around = ["{}", "{}", "```\n{}\n```", "Here is the script:\n\n```dork\n{}\n```\n\nIt does what you asked for."]

with tempfile.TemporaryDirectory() as folder:
    # What does not verify is left out, and makes the exit code 1.
    made = subprocess.run([program, "corpus", "build", "-q", "-o", f"{folder}/d", "--rows", str(rows), "--format", "trl", "--template", "plain", "--provenance", "none", "--near", "2"], stdout=subprocess.DEVNULL)
    if made.returncode > 1:
        sys.exit(made.returncode)
    count = size = 0
    with open(out, "w", encoding="utf-8") as file:
        for data in sorted(pathlib.Path(folder, "d", "data").glob("*.jsonl")):
            for text in data.open(encoding="utf-8"):
                row = json.loads(text)
                right = row["completion"].strip()
                answer = right if draw.random() < 0.5 else draw.choice(mistakes)(right)
                size += len(right)
                count += 1
                file.write(json.dumps({"prompt": row["prompt"], "prediction": draw.choice(around).format(answer) if "{" not in right else answer, "reference": right}) + "\n")
print(f"{count} rows, {size // max(count, 1)} bytes a reference")
