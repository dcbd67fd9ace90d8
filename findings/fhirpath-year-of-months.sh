#!/usr/bin/env bash
# fhirpath@5.2.2 (HL7's engine in JavaScript): a year is 12 months and 365 days, and 12 months are 360 days.
# Guess: equality of quantities carries over: 1 year = 12 months and 12 months = 360 days cannot both be true while 1 year = 360 days is
# false; calendar months have no fixed number of days, so the comparison gives nothing. Seen: each pair is compared through the factors
# 12 months, 30 days and 365 days, whichever leads from one unit to the other. Dates are moved by the calendar, not by these factors.
# Why it matters here: a rule such as "age over 12 months" decides otherwise when the same span is written in days or as a year.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts fhirpath@5.2.2 >/dev/null 2>&1
seen=$(node -e '
  const { evaluate } = require("fhirpath");
  for (const text of ["1 year = 12 months", "1 year = 365 days", "12 months = 365 days", "12 months = 360 days", "1 year > 360 days", "12 months > 360 days", "@2021-02-01 + 1 month = @2021-02-01 + 30 days"])
    console.log(`${text} -> ${JSON.stringify(evaluate({}, text))}`);')
echo "$seen"
[ "$seen" = '1 year = 12 months -> [true]
1 year = 365 days -> [true]
12 months = 365 days -> [false]
12 months = 360 days -> [true]
1 year > 360 days -> [true]
12 months > 360 days -> [false]
@2021-02-01 + 1 month = @2021-02-01 + 30 days -> [false]' ] || { echo 'the behaviour has changed' >&2; exit 1; }
