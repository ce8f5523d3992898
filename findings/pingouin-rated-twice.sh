#!/usr/bin/env bash
# pingouin 0.7.0, pandas 3.1.1, numpy 2.4.6, scipy 1.17.1, Python 3.11.
#
# Guess: intraclass_corr refuses a table in which a rater has marked the same person twice, as it refuses one in which a
# mark is missing.
#
# Seen: the two marks are averaged without a word, and the coefficient is that of a table nobody filled in: a person
# marked 60 and, again by the same rater, 100 counts as 80, and the raters' agreement rises from .60 to .97. A table with
# a mark too few is refused as unbalanced; one with a mark too many is not. So who writes two evaluations of one person
# by one evaluator into one row, or into one file, says which of them counts.
#
# Prints four lines and fails if they are others than those. Needs Python with venv, and pip.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/python"
"$dir/python/bin/pip" install -q pingouin==0.7.0 pandas==3.1.1 numpy==2.4.6 scipy==1.17.1

cat >"$dir/main.py" <<'PY'
import pandas as pd
import pingouin as pg

ONCE = [("a", "x", 80), ("a", "y", 60), ("b", "x", 70), ("b", "y", 72), ("c", "x", 90), ("c", "y", 88), ("d", "x", 60), ("d", "y", 65)]


def agreement(rows):
    table = pd.DataFrame(rows, columns=["person", "rater", "mark"])
    try:
        icc = pg.intraclass_corr(table, targets="person", raters="rater", ratings="mark").set_index("Type")["ICC"]
    except ValueError:
        return "refused"
    return " ".join(f"{kind} {icc[kind]:.2f}" for kind in ("ICC(A,1)", "ICC(C,1)"))


print("each marked once:", agreement(ONCE))
print("one of them again, 100 after 60:", agreement(ONCE + [("a", "y", 100)]))
print("as if 80 had been given once:", agreement([row if row[:2] != ("a", "y") else ("a", "y", 80) for row in ONCE]))
print("a mark missing:", agreement(ONCE[:-1]))
PY
"$dir/python/bin/python" "$dir/main.py" | tee "$dir/seen"
diff "$dir/seen" - <<'WANT'
each marked once: ICC(A,1) 0.64 ICC(C,1) 0.60
one of them again, 100 after 60: ICC(A,1) 0.97 ICC(C,1) 0.97
as if 80 had been given once: ICC(A,1) 0.97 ICC(C,1) 0.97
a mark missing: refused
WANT
