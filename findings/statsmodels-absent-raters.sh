#!/usr/bin/env bash
# statsmodels 0.15.0, krippendorff 0.9.0, numpy 2.4.6, Python 3.11.
#
# Guess: aggregate_raters, which counts how often who got which grade for fleiss_kappa, leaves a missing grade (NaN)
# out, or refuses it.
#
# Seen: NaN is a grade like the others, on which those who gave none agree. Three raters who agree on nobody have a
# kappa of .17, thanks to two people none of them has seen; two who agree on everybody have .31, since a third was away
# at times. Krippendorff's alpha, which knows missing grades, is -.33 and 1. So the columns of the table are held
# against the grades there are, and a coefficient that knows missing ones is taken.
#
# Prints four lines and fails if they are others than those. Needs Python with venv, and pip.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/python"
"$dir/python/bin/pip" install -q statsmodels==0.15.0 krippendorff==0.9.0 numpy==2.4.6

cat >"$dir/main.py" <<'PY'
import krippendorff
import numpy as np
from statsmodels.stats.inter_rater import aggregate_raters, fleiss_kappa

NONE = np.nan
RATED = {  # a row for each person, a column for each rater
    "none agree, some not seen": [[1, 2, 3], [2, 3, 1], [3, 1, 2], [NONE] * 3, [NONE] * 3],
    "two agree, one is away": [[1, 1, NONE], [2, 2, NONE], [1, 1, NONE], [2, 2, 2], [1, 1, 1], [2, 2, NONE]],
}
for name, grades in RATED.items():
    table, columns = aggregate_raters(np.array(grades))
    alpha = krippendorff.alpha(np.transpose(grades), level_of_measurement="nominal")
    print(f"{name}: grades", *columns)
    print(f"  kappa {fleiss_kappa(table):.2f}, alpha {alpha:.2f}")
PY
"$dir/python/bin/python" "$dir/main.py" | tee "$dir/seen"
diff "$dir/seen" - <<'WANT'
none agree, some not seen: grades 1.0 2.0 3.0 nan
  kappa 0.17, alpha -0.33
two agree, one is away: grades 1.0 2.0 nan
  kappa 0.31, alpha 1.00
WANT
