"""Rewards from the compiler, without starting a process for each answer: Python's standard library alone.

usage: python3 examples/serve.py [PROGRAM]
"""
import json
import subprocess
import sys


class Dork:
    """A running `dork serve --stdio`."""

    def __init__(self, program="dork", *options):
        self.process = subprocess.Popen([program, "serve", "--stdio", *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.number = 0

    def ask(self, do, **fields):
        """What the service answers; a request that cannot be answered raises."""
        self.number += 1
        self.process.stdin.write(json.dumps({"id": self.number, "do": do, **fields}).encode() + b"\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        if not answer["ok"]:
            raise ValueError(f"{answer['error']['code']}: {answer['error']['message']}")
        return answer["result"]

    def close(self):
        self.process.stdin.close()
        return self.process.wait()


def reward(dork, answer, reference):
    """A number from 0 to 1 for a training loop: how far up the ladder the answer stands."""
    return dork.ask("score", answer=answer, reference=reference)["reward"]


if __name__ == "__main__":
    dork = Dork(*sys.argv[1:2])
    reference = "OUTPUT 'Hello';"
    for answer in ("OUTPUT 'Hello';", "```\nOUTPUT 'Hallo';\n```", "OUTPT 'Hello';", "I cannot do that."):
        print(f"{reward(dork, answer, reference):.3f}  {answer!r}")
    judged = dork.ask("score", answer="OUTPUT 'Hello'", reference=reference, repair=True)
    print(judged["rung"], judged["errors"], [edit["after"] for edit in judged["repair"]["edits"]])
    print(len(dork.ask("compile", text=reference)["workspace"]["blocks"]), "blocks")
    print(dork.ask("explain", text=reference)["text"].strip())
    sys.exit(dork.close())
