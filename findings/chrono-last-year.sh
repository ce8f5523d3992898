#!/usr/bin/env bash
# chrono-node 2.10.3, which finds dates in texts, in Chinese too, Node 20.
#
# Guess: 去年5月 (May of last year) in a report is found as that, or not found; so are 同年9月 (September of the same year)
# and 次年3月 (March of the year after).
#
# Seen: the word for the year is left out, and 年5月 is taken for May of the year in which one reads: a penalty of last
# year is one of this year, and what followed a post of 2003 in the same year is 2024. The found text, which begins at
# 年, and isCertain("year") show it. 二〇〇三年七月 is right in zh.hans and, in zh.hant, again this year's. 2003年7月 is right in
# all. So what is found without a year of its own is left to a person.
#
# Prints five lines and fails if they are others than those. Needs Node 20 and npm.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
(cd "$dir" && npm init -y >npm.log && npm install --silent --no-audit --no-fund chrono-node@2.10.3 >>npm.log 2>&1)

cat >"$dir/main.cjs" <<'JS'
const { zh } = require('chrono-node')
const read = new Date(2024, 5, 15)
const told = found => `${found.text} is ${found.start.get('year')}-${found.start.get('month')}${found.start.isCertain('year') ? '' : ', a guess'}`
for (const text of ['2003年7月任职', '去年5月受处分', '2003年7月任职，同年9月', '次年3月免职', '二〇〇三年七月任职']) {
  const [hans, hant] = [zh.hans, zh.hant].map(reader => reader.parse(text, read).map(told).join(' and '))
  console.log(`${text}: ${hans}${hant === hans ? '' : `; hant ${hant}`}`)
}
JS
node "$dir/main.cjs" | tee "$dir/seen"
diff "$dir/seen" - <<'WANT'
2003年7月任职: 2003年7月 is 2003-7
去年5月受处分: 年5月 is 2024-5, a guess
2003年7月任职，同年9月: 2003年7月 is 2003-7 and 年9月 is 2024-9, a guess
次年3月免职: 年3月 is 2024-3, a guess
二〇〇三年七月任职: 二〇〇三年七月 is 2003-7; hant 年七月 is 2024-7, a guess
WANT
