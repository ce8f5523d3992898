#!/usr/bin/env bash
# choix 0.4.1, numpy 2.4.6 (Python 3.11), which estimates strengths from comparisons of two by Bradley and Terry's model.
#
# Guess: of people one of whom won every comparison and one lost every one no estimate exists, and each way of finding it
# says so.
#
# Seen: ilsr_pairwise and mm_pairwise raise. opt_pairwise gives 10.7, 0 and -10.7 without a word: what it finds is its own
# penalty of 1e-6, and with 1e-3 it is 4.7. Differences between people who were never apart in any other way look large
# and sure. So whether comparisons lead from everyone to everyone is looked at before, or the penalty is a stated prior.
#
# Prints four lines and fails if they are others than those. Needs Python with venv, and pip.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/python"
"$dir/python/bin/pip" install -q choix==0.4.1 numpy==2.4.6

cat >"$dir/main.py" <<'PY'
import choix

WON = [(0, 1), (1, 2)]  # the first beat the second, and the second the third
for name, find in {
    "ilsr": lambda: choix.ilsr_pairwise(3, WON),
    "mm": lambda: choix.mm_pairwise(3, WON),
    "opt": lambda: choix.opt_pairwise(3, WON),
    "opt, penalty 1e-3": lambda: choix.opt_pairwise(3, WON, alpha=1e-3),
}.items():
    try:
        print(f"{name}:", *(f"{strength + 0:.1f}" for strength in find().round(1)))
    except (ValueError, RuntimeError) as e:
        print(f"{name}:", type(e).__name__)
PY
"$dir/python/bin/python" "$dir/main.py" | tee "$dir/seen"
diff "$dir/seen" - <<'WANT'
ilsr: ValueError
mm: RuntimeError
opt: 10.7 0.0 -10.7
opt, penalty 1e-3: 4.7 0.0 -4.7
WANT
