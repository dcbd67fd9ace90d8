#!/usr/bin/env bash
# fhirpath@5.2.2 (HL7's engine in JavaScript): decimals are equal to eight places, yet div and mod work on binary fractions.
# Guess: 0.1 + 0.2 = 0.3 is true, so decimals are exact, and 0.3 div 0.1 is 3 with 0.3 mod 0.1 being 0.
# Seen: the first is true; 0.3 div 0.1 is 2, 0.7 div 0.1 is 6, and 0.3 mod 0.1 is 0.09999999999999998.
# Why it matters here: an invariant over doses or prices that divides may refuse a line that is right; Inlet's own FHIRPath is
# compared with this engine, and div and mod of fractions are left out of the comparison.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm install --silent --no-save fhirpath@5.2.2 >/dev/null
seen=$(node -e '
  const { evaluate } = require("fhirpath");
  for (const text of ["0.1 + 0.2 = 0.3", "0.3 div 0.1", "0.7 div 0.1", "0.3 mod 0.1"])
    console.log(`${text} -> ${JSON.stringify(evaluate({}, text))}`);')
echo "$seen"
expected='0.1 + 0.2 = 0.3 -> [true]
0.3 div 0.1 -> [2]
0.7 div 0.1 -> [6]
0.3 mod 0.1 -> [0.09999999999999998]'
[ "$seen" = "$expected" ] || { echo 'the behaviour has changed' >&2; exit 1; }
