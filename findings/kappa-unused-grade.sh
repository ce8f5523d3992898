#!/usr/bin/env bash
# scikit-learn 1.9.1, statsmodels 0.15.0, Python 3.11.
#
# Guess: the weighted kappa of two raters who give grades as the numbers 1 to 4 depends on the numbers: from 2 to 4 are
# two steps, whether or not somebody got a 3.
#
# Seen: scikit-learn numbers the grades that occur. If nobody got a 3, from 2 to 4 is one step, and the agreement of the
# same ratings is .62 instead of .50 (squares: .75 and .57). So a year without a 3 agrees better than it did.
# statsmodels on the table of all four grades gives the .50. So the whole scale is given as labels, each time.
#
# Prints five lines and fails if they are others than those. Needs Python with venv, and pip.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/python"
"$dir/python/bin/pip" install -q scikit-learn==1.9.1 statsmodels==0.15.0 scipy==1.17.1 numpy==2.4.6

cat >"$dir/main.py" <<'PY'
import numpy
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import cohens_kappa

first, second = [1, 2, 4, 4, 1, 2], [1, 4, 4, 2, 1, 2]
scale = [1, 2, 3, 4]
table = numpy.zeros((4, 4))
for a, b in zip(first, second):
    table[a - 1, b - 1] += 1
for weights in ("linear", "quadratic"):
    print(f"{weights}, grades as they occur: {cohen_kappa_score(first, second, weights=weights):.4f}")
    print(f"{weights}, all grades named: {cohen_kappa_score(first, second, weights=weights, labels=scale):.4f}")
print(f"linear, statsmodels on the whole table: {cohens_kappa(table, wt='linear').kappa:.4f}")
PY
"$dir/python/bin/python" "$dir/main.py" | tee "$dir/seen"
diff "$dir/seen" - <<'WANT'
linear, grades as they occur: 0.6250
linear, all grades named: 0.5000
quadratic, grades as they occur: 0.7500
quadratic, all grades named: 0.5714
linear, statsmodels on the whole table: 0.5000
WANT
