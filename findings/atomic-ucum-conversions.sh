#!/usr/bin/env bash
# @atomic-ehr/ucum@0.2.5: an international unit is 100 %, and a change of one degree Celsius an hour is 273 kelvins an hour.
# Guess: arbitrary units convert to nothing else, as their size depends on the assay (UCUM, section 24), and isArbitraryUnit knows them; a
# degree Celsius in a product is refused, as degrees add up to nothing either (add and subtract throw for them). Seen: [iU] converts to %, to
# [CFU], to {score} and to moles, as each of them is the number one; isConvertible says true; 1 Cel/h is 273.15 K/h, as the zero point of the
# scale is added in the middle of a quotient, and 1 [degF]/h to Cel/h throws. Why it matters here: whoever brings doses or results to one unit
# before an import gets numbers where there is no answer, and no error.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts @atomic-ehr/ucum@0.2.5 >/dev/null 2>&1
cat > run.mjs <<'J'
import { ucum } from '@atomic-ehr/ucum';
for (const [value, from, to] of [[5, '[iU]', '%'], [5, '[iU]', '[CFU]'], [5, '[iU]', '{score}'], [5, '[iU]/mL', "[arb'U]/mL"], [5, '[iU]', 'mg'], [1, 'mol', '[iU]'], [37, 'Cel', 'K'], [1, 'Cel/h', 'K/h'], [1, '[degF]/h', 'Cel/h']]) {
  let told;
  try {
    told = Number(ucum.convert(value, from, to).toPrecision(10));
  } catch (error) {
    told = `throws "${error.message.replace(/[\d.]{6,}/, '...')}"`;
  }
  console.log(`${value} ${from} in ${to}: ${told}`);
}
console.log(`[iU] is arbitrary: ${ucum.isArbitraryUnit('[iU]')}; convertible to %: ${ucum.isConvertible('[iU]', '%')}`);
J
seen=$(node run.mjs)
echo "$seen"
[ "$seen" = "5 [iU] in %: 500
5 [iU] in [CFU]: 5
5 [iU] in {score}: 5
5 [iU]/mL in [arb'U]/mL: 5
5 [iU] in mg: throws \"Cannot convert from [iU] to mg: incompatible dimensions (1 vs M)\"
1 mol in [iU]: 6.02214076e+23
37 Cel in K: 310.15
1 Cel/h in K/h: 273.1502778
1 [degF]/h in Cel/h: throws \"Result -... is outside the valid output range for Celsius\"
[iU] is arbitrary: true; convertible to %: true" ] || { echo 'the behaviour has changed' >&2; exit 1; }
