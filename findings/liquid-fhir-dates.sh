#!/usr/bin/env bash
# liquidjs@10.30.1 (Liquid, the language of templates that convert to and from FHIR), its date filter: the year 2020 is the first of January 1970.
# Guess: a date of FHIR is formatted to the day that it says, wherever the template runs, a year alone is a year, and a time keeps its zone unless
# another one is asked for. Seen: a text of digits is taken for seconds since 1970, so that 2020 is half past midnight of 1 January 1970, and in
# America 31 December 1969; 2020-05 and 2020-05-01 are midnight in UTC and formatted in the machine's zone: 30 April in New York. A time with -05:00
# is moved to that zone; HL7 version 2's 20200501103000 comes out as it is, as it is too large a number. No error. With timezoneOffset: 0 the days
# are right, the year is not. Why it matters here: of births and onsets often a day or a year is known, and a template that is right in Lambda, whose
# zone is UTC, makes other resources on the machine where it is tried.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts liquidjs@10.30.1 >/dev/null 2>&1
cat > run.cjs <<'J'
const { Liquid } = require('liquidjs');
const values = ['2020', '2020-05', '2020-05-01', '2020-05-01T23:30:00-05:00', '20200501103000'];
const formatted = (settings) => values.map((value) => new Liquid(settings).parseAndRenderSync('{{ value | date: "%Y-%m-%d" }}', { value })).join(' ');
console.log(`${process.env.TZ}: ${formatted({})}`);
if (process.env.TZ === 'America/New_York') console.log(`timezoneOffset 0: ${formatted({ timezoneOffset: 0 })}`);
J
seen=$(for zone in UTC America/New_York Europe/Berlin; do TZ=$zone node run.cjs; done)
echo "$seen"
[ "$seen" = 'UTC: 1970-01-01 2020-05-01 2020-05-01 2020-05-02 20200501103000
America/New_York: 1969-12-31 2020-04-30 2020-04-30 2020-05-02 20200501103000
timezoneOffset 0: 1970-01-01 2020-05-01 2020-05-01 2020-05-02 20200501103000
Europe/Berlin: 1970-01-01 2020-05-01 2020-05-01 2020-05-02 20200501103000' ] || { echo 'the behaviour has changed' >&2; exit 1; }
