#!/usr/bin/env bash
# @medplum/core@5.2.13, parseHl7DateTime and formatHl7DateTime: the fraction of a second is read as milliseconds, a zone after a date as a time.
# Guess: 20200102030405.9999 is the last moment of second 5, and .5 is half a second (HL7 version 2 writes up to four digits of a fraction);
# 20200102-0500 is a day of that zone; what is formatted names its zone or keeps the local time. Seen: .9999 is 9,999 milliseconds, so second 14,
# and .5 is 5 of them; -0500 after a date is 05:50 of the day, after an hour 50 seconds; 03:04+05:00 is formatted as 22:04 of the day before,
# with no zone. No error. Why it matters here: laboratory systems send such fractions, and results that were taken within the same second change
# their order in FHIR.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts @medplum/core@5.2.13 >/dev/null 2>&1
cat > run.mjs <<'J'
import { formatHl7DateTime, parseHl7DateTime } from '@medplum/core';
for (const text of ['20200102030405-0500', '20200102030405.123', '20200102030405.5', '20200102030405.1234', '20200102030405.9999', '20200102-0500', '2020010203-0500'])
  console.log(`${text} -> ${parseHl7DateTime(text)}`);
console.log(`2020-01-02T03:04:05+05:00 as HL7: ${formatHl7DateTime('2020-01-02T03:04:05+05:00')}`);
J
seen=$(node run.mjs 2>/dev/null)
echo "$seen"
[ "$seen" = '20200102030405-0500 -> 2020-01-02T08:04:05.000Z
20200102030405.123 -> 2020-01-02T03:04:05.123Z
20200102030405.5 -> 2020-01-02T03:04:05.005Z
20200102030405.1234 -> 2020-01-02T03:04:06.234Z
20200102030405.9999 -> 2020-01-02T03:04:14.999Z
20200102-0500 -> 2020-01-02T05:50:00.000Z
2020010203-0500 -> 2020-01-02T08:00:50.000Z
2020-01-02T03:04:05+05:00 as HL7: 20200101220405' ] || { echo 'the behaviour has changed' >&2; exit 1; }
