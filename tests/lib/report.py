"""What a runner says: a line for each check, and 'N passed, N failed' as its last line."""

TROUBLES_MAX = 20


class Report:
    """held: lines are kept until somebody prints them; brief: only failures have lines."""

    def __init__(self, held=False, brief=False):
        self.held, self.brief = held, brief
        self.lines = []
        self.passed = self.failed = 0

    def say(self, *lines):
        if self.held:
            self.lines += lines
        else:
            print(*lines, sep="\n", flush=True)

    def check(self, what, *troubles):
        """Passed when there is no trouble (a text, or anything true). Returns whether it did."""
        troubles = [str(trouble) for trouble in troubles if trouble]
        self.passed += not troubles
        self.failed += bool(troubles)
        if troubles or not self.brief:
            self.say(f"{'FAIL ' if troubles else 'ok   '} {what}")
        for trouble in troubles[:TROUBLES_MAX]:
            self.say(*(f"       {line}" for line in trouble.splitlines()))
        if len(troubles) > TROUBLES_MAX:
            self.say(f"       and {len(troubles) - TROUBLES_MAX} more")
        return not troubles

    def skip(self, what, why):
        self.say(f"skip   {what}: {why}")

    def add(self, other):
        self.lines += other.lines
        self.passed += other.passed
        self.failed += other.failed

    def close(self):
        """The exit status."""
        print(f"{self.passed} passed, {self.failed} failed")
        return 1 if self.failed or not self.passed else 0
