#!/usr/bin/env bash
# @atomic-ehr/fhirpath@0.1.4 (FHIRPath in TypeScript): toDateTime() of deceasedDateTime is no DateTime, and toString() drops the zone.
# Guess: without a model of FHIR dates are texts, so that they are compared by toDateTime(), which works for every element and gives its text back
# by toString(); 30 February is no date. Seen: meta.lastUpdated.toDateTime() can be compared, deceased.toDateTime() (a choice of types) is still a
# text and compares to nothing, also where the two texts are equal; toString() leaves the zone out; '2020-02-30' is a date, and a day later it is 2
# March; '2020-01' converts to a DateTime and has none. No error. Why it matters here: a filter by effective or onset takes no resource at all, and
# times that are written anew lie hours beside what they were.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts @atomic-ehr/fhirpath@0.1.4 >/dev/null 2>&1
cat > run.mjs <<'J'
import { evaluate } from '@atomic-ehr/fhirpath';
const input = { resourceType: 'Patient', meta: { lastUpdated: '2020-01-31T10:00:00+02:00' }, deceasedDateTime: '2020-01-31T10:00:00+02:00' };
for (const expression of [
  'meta.lastUpdated.toDateTime() > @2020-01-01T00:00:00Z', 'deceased.toDateTime() > @2020-01-01T00:00:00Z', 'deceased.toDateTime() = @2020-01-31T10:00:00+02:00',
  "'2020-01-31T10:00:00+02:00'.toDateTime() = @2020-01-31T08:00:00Z", 'meta.lastUpdated.toDateTime().toString()', '@2020-01-31T10:00:00Z.toString()',
  "'2020-02-30'.convertsToDate()", "('2020-02-30'.toDate() + 1 day).toString()", "'2020-01'.convertsToDateTime()", "'2020-01'.toDateTime()",
]) console.log(`${expression}: ${JSON.stringify(await evaluate(expression, { input }))}`);
J
seen=$(node run.mjs)
echo "$seen"
[ "$seen" = "meta.lastUpdated.toDateTime() > @2020-01-01T00:00:00Z: [true]
deceased.toDateTime() > @2020-01-01T00:00:00Z: []
deceased.toDateTime() = @2020-01-31T10:00:00+02:00: []
'2020-01-31T10:00:00+02:00'.toDateTime() = @2020-01-31T08:00:00Z: [true]
meta.lastUpdated.toDateTime().toString(): [\"2020-01-31T10:00:00\"]
@2020-01-31T10:00:00Z.toString(): [\"2020-01-31T10:00:00\"]
'2020-02-30'.convertsToDate(): [true]
('2020-02-30'.toDate() + 1 day).toString(): [\"2020-03-02\"]
'2020-01'.convertsToDateTime(): [true]
'2020-01'.toDateTime(): []" ] || { echo 'the behaviour has changed' >&2; exit 1; }
