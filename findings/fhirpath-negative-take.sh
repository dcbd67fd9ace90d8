#!/usr/bin/env bash
# fhirpath@5.2.2: take and skip count negative numbers from the end, as Array.slice does.
# Guess: FHIRPath says of take that a number of 0 or less gives nothing, and of skip that it leaves the collection as it is.
# Seen: (1|2|3).take(-1) is 1, 2 and (1|2|3).skip(-1) is 3; take(0) gives nothing.
# Why it matters here: an expression that computes the number gets two answers from two engines; Inlet follows the text.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm install --silent --no-save fhirpath@5.2.2 >/dev/null
seen=$(node -e '
  const { evaluate } = require("fhirpath");
  for (const text of ["(1|2|3).take(-1)", "(1|2|3).take(0)", "(1|2|3).skip(-1)"])
    console.log(`${text} -> ${JSON.stringify(evaluate({}, text))}`);')
echo "$seen"
expected='(1|2|3).take(-1) -> [1,2]
(1|2|3).take(0) -> []
(1|2|3).skip(-1) -> [3]'
[ "$seen" = "$expected" ] || { echo 'the behaviour has changed' >&2; exit 1; }
