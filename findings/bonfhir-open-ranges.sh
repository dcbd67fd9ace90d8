#!/usr/bin/env bash
# @bonfhir/core@2.22.1 (FHIR client library), its formatter: a range or a period that is open at one side is shown as nothing.
# Guess: a Range of at least 5 mg is shown as such (FHIR: one side may be missing, and a reference range often is), a Period that has ended shows
# its end; what is known to the month is shown with it. Seen: a Range without low or high is "", a Period with an end alone is "", one with a start
# alone is "ongoing"; without a dateStyle 1970-05 is 1970, so that May to June is "2020 - 2020", while 1970-05-05 is shown whole. No error, and
# nothing to see that something was there. Why it matters here: in a view of resources that were read again from HealthLake the limits of results
# are missing, and the data are right.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts --legacy-peer-deps @bonfhir/core@2.22.1 >/dev/null 2>&1
cat > run.cjs <<'J'
const { Formatter } = require('@bonfhir/core/r4b');
const milligrams = (value) => ({ value, unit: 'mg' });
for (const [type, value, options] of [
  ['Range', { low: milligrams(5), high: milligrams(9) }], ['Range', { low: milligrams(5) }], ['Range', { high: milligrams(9) }], ['Quantity', { ...milligrams(5), comparator: '<' }],
  ['Period', { start: '2020', end: '2021' }], ['Period', { start: '2020' }], ['Period', { end: '2021' }], ['Period', { start: '2020-05', end: '2020-06' }],
  ['date', '1970-05-05'], ['date', '1970-05'], ['date', '1970-05', { dateStyle: 'medium' }],
]) console.log(`${type} ${JSON.stringify(value)}${options ? ` ${JSON.stringify(options)}` : ''}: ${JSON.stringify(Formatter.default.format(type, value, options))}`);
J
seen=$(LANG=en_US.UTF-8 LC_ALL=en_US.UTF-8 TZ=America/New_York node run.cjs)
echo "$seen"
[ "$seen" = 'Range {"low":{"value":5,"unit":"mg"},"high":{"value":9,"unit":"mg"}}: "5 … 9 mg"
Range {"low":{"value":5,"unit":"mg"}}: ""
Range {"high":{"value":9,"unit":"mg"}}: ""
Quantity {"value":5,"unit":"mg","comparator":"<"}: "< 5 mg"
Period {"start":"2020","end":"2021"}: "2020 - 2021"
Period {"start":"2020"}: "2020 - ongoing"
Period {"end":"2021"}: ""
Period {"start":"2020-05","end":"2020-06"}: "2020 - 2020"
date "1970-05-05": "5/5/1970"
date "1970-05": "1970"
date "1970-05" {"dateStyle":"medium"}: "May 1970"' ] || { echo 'the behaviour has changed' >&2; exit 1; }
