"""The figures of `dork score --json` against a computation of their own: rates and their intervals, pass@k, edit distances, and the
paired comparison with another run. usage: tests/score/figures.py PROGRAM"""
import json
import math
import pathlib
import random
import subprocess
import sys
import tempfile

program = pathlib.Path(sys.argv[1]).resolve()
draw = random.Random(3)
z = 1.959963984540054
faults = []


def near(what, given, wanted, within=1e-6):
    if abs(given - wanted) > within:
        faults.append(f"{what} is {given}, not {wanted}")


def near_interval(what, given, wanted, share):
    """Bootstrap and normal approximation agree up to a share of the width."""
    width = wanted[1] - wanted[0]
    for end, other in zip(given, wanted):
        if abs(end - other) > share * width + 1e-9:
            faults.append(f"the interval of {what} is {given}, not about {wanted}")
            return


def levenshtein(a, b):
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (x != y))
    return row[-1]


def wilson(right, n):
    p = right / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return [middle - half, middle + half]


def mean_interval(values):
    mean = sum(values) / len(values)
    error = math.sqrt(sum((v - mean) ** 2 for v in values) / (len(values) - 1) / len(values))
    return [mean - z * error, mean + z * error]


def score(folder, rows, *options):
    path = folder / "predictions.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    subprocess.run([program, "score", path, "-q", "--json", folder / "out.json", *options], check=True, stdout=subprocess.DEVNULL)
    return json.loads((folder / "out.json").read_text(encoding="utf-8"))


def reference(i):
    return f"OUTPUT 'text {i} größer';\n"


# What an answer can be: its text, whether it is the program, whether it checks.
def answer(i, kind):
    right = reference(i)
    return {"right": right, "literal": right.replace("text", "txt" + "t" * (i % 7)), "broken": right.replace("OUTPUT", "OUTPT")}[kind]


def chance(share):
    return "right" if draw.random() < share else draw.choice(["literal", "broken"])


with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)

    # One answer to a prompt, and another run on the same prompts that is right where this one is, as a rule.
    n = 600
    now = [chance(0.6) for _ in range(n)]
    before = [kind if draw.random() < 0.7 else chance(0.45) for kind in now]
    other = folder / "baseline.jsonl"
    rows = [{"id": str(i), "prompt": f"p{i}", "prediction": answer(i, kind), "reference": reference(i)} for i, kind in enumerate(now)]
    base = [{"id": str(i), "prompt": f"p{i}", "prediction": answer(i, kind), "reference": reference(i)} for i, kind in enumerate(before)]
    # The order of the other run is its own.
    draw.shuffle(base)
    other.write_text("".join(json.dumps(row) + "\n" for row in base), encoding="utf-8")
    report = score(folder, rows, "--baseline", other)

    tests = {"same-program": lambda kind: kind == "right", "checks": lambda kind: kind != "broken", "same-shape": lambda kind: kind != "broken", "parses": lambda kind: kind != "broken", "extracted": lambda kind: True}
    for measure, holds in tests.items():
        right = sum(map(holds, now))
        figure = report["measures"][measure]
        near(measure, figure["value"], right / n)
        assert figure["method"] == "wilson", figure
        for end, wanted in zip(figure["interval"], wilson(right, n)):
            near(f"the interval of {measure}", end, min(1, wanted))
        compared = report["comparison"]["measures"].get(measure)
        if not compared:
            continue
        old = sum(map(holds, before))
        differences = [holds(a) - holds(b) for a, b in zip(now, before)]
        gained, lost = differences.count(1), differences.count(-1)
        near(f"{measure} before", compared["before"], old / n)
        near(f"{measure} now", compared["now"], right / n)
        near(f"the difference of {measure}", compared["difference"], (right - old) / n)
        if gained + lost == 0:
            continue
        near_interval(f"the difference of {measure}", compared["interval"], mean_interval(differences), 0.08)
        assert (compared["gained"], compared["lost"]) == (gained, lost), (compared, gained, lost)
        tail = sum(math.comb(gained + lost, i) for i in range(min(gained, lost) + 1)) / 2 ** (gained + lost)
        near(f"McNemar's test of {measure}", compared["mcnemar_p"], min(1, 2 * tail))
    flips = [(a == "right") - (b == "right") for a, b in zip(now, before)]
    assert report["comparison"]["gained"]["count"] == flips.count(1) and report["comparison"]["lost"]["count"] == flips.count(-1), report["comparison"]

    # Character accuracy, by code points, of scripts that are canonical as they stand.
    shares = []
    for i, kind in enumerate(now):
        a, b = answer(i, kind).strip(), reference(i).strip()
        shares.append(1 - levenshtein(a, b) / max(len(a), len(b)))
    near("character accuracy", report["measures"]["characters"]["value"], sum(shares) / n)
    near_interval("character accuracy", report["measures"]["characters"]["interval"], mean_interval(shares), 0.08)

    # Several answers to a prompt, not as many to each.
    prompts = [[chance(share) for _ in range(samples)] for share, samples in ((draw.random(), draw.choice([4, 8, 10])) for _ in range(300))]
    rows = [{"prompt": f"p{i}", "predictions": [answer(i, kind) for kind in kinds], "reference": reference(i)} for i, kinds in enumerate(prompts)]
    report = score(folder, rows)
    answers = sum(map(len, prompts))
    right = [kinds.count("right") for kinds in prompts]
    figure = report["measures"]["same-program"]
    near("the rate of several answers", figure["value"], sum(right) / answers)
    assert figure["method"] != "wilson" and figure["answers"] == answers and figure["prompts"] == 300, figure
    # The error of a ratio of sums over prompts.
    ratio = sum(right) / answers
    error = math.sqrt(sum((c - ratio * len(kinds)) ** 2 for c, kinds in zip(right, prompts)) * 300 / 299) / answers
    near_interval("the rate of several answers", figure["interval"], [ratio - z * error, ratio + z * error], 0.08)
    seen = 0
    for each in report["pass_at_k"]:
        if each["measure"] not in ("same-program", "checks"):
            continue
        k = each["k"]
        good = right if each["measure"] == "same-program" else [len(kinds) - kinds.count("broken") for kinds in prompts]
        values = [1 - math.comb(len(kinds) - c, k) / math.comb(len(kinds), k) for kinds, c in zip(prompts, good) if len(kinds) >= k]
        near(f"pass@{k} of {each['measure']}", each["value"], sum(values) / len(values))
        assert each["prompts"] == len(values), each
        near_interval(f"pass@{k} of {each['measure']}", each["interval"], mean_interval(values), 0.12)
        seen += 1
    assert seen >= 4, report["pass_at_k"]

print("\n".join(faults) or "all figures agree")
sys.exit(1 if faults else 0)
