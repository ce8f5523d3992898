#!/usr/bin/env bash
# fairlearn 0.15.0, scikit-learn 1.9.1, pandas 3.1.1, numpy 2.4.6, scipy 1.17.1, Python 3.11.
#
# Guess: a column that says in words or in digits of text who was selected (是 and 否, "1" and "0", as files write them)
# is refused, or its second value is taken for the selected, as 2 is of 1 and 2.
#
# Seen: nobody counts as selected, without an error. All men and no woman selected is a difference of 0, which is what
# perfect parity gives, and the ratio of the four-fifths rule is nan, which is not below 0.8. The same column as numbers
# or as booleans has a difference of 1 and a ratio of 0. So a column is made a boolean before it is given, and a rate of
# 0 over all is looked at before any parity is.
#
# Prints five lines and fails if they are others than those. Needs Python with venv, and pip.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/python"
"$dir/python/bin/pip" install -q fairlearn==0.15.0 scikit-learn==1.9.1 pandas==3.1.1 numpy==2.4.6 scipy==1.17.1

cat >"$dir/main.py" <<'PY'
import warnings

from fairlearn.metrics import demographic_parity_difference, demographic_parity_ratio, selection_rate

warnings.simplefilter("ignore")  # of a division by the rate of 0
group = ["men"] * 4 + ["women"] * 4
for name, yes, no in [("booleans", True, False), ("1 and 0", 1, 0), ("2 and 1", 2, 1), ("words", "是", "否"), ("digits of text", "1", "0")]:
    selected = [yes] * 4 + [no] * 4  # every man, no woman
    of = {"y_true": selected, "y_pred": selected, "sensitive_features": group}
    print(f"{name}: rate {selection_rate(selected, selected)}, difference {demographic_parity_difference(**of)}, ratio {demographic_parity_ratio(**of)}")
PY
"$dir/python/bin/python" "$dir/main.py" | tee "$dir/seen"
diff "$dir/seen" - <<'WANT'
booleans: rate 0.5, difference 1.0, ratio 0.0
1 and 0: rate 0.5, difference 1.0, ratio 0.0
2 and 1: rate 0.5, difference 1.0, ratio 0.0
words: rate 0.0, difference 0.0, ratio nan
digits of text: rate 0.0, difference 0.0, ratio nan
WANT
