#!/usr/bin/env bash
# @medplum/core@5.2.13, formatTiming and formatObservationValue: limits, counts and meals of a dosage are left out, and most results are "".
# Guess: what a formatter of FHIR does not know it shows in another way or refuses; a Timing's code (BID, at bedtime) and Observation's eleven types
# of values are shown. Seen: one or two every four to six hours is "Once per 4 hours", five times in all is "Daily", as is daily for ten days;
# with a code, a text, times of the day or "before breakfast" alone the answer is "". Of an Observation quantities, texts and codes are shown; 0 as an
# integer, false, a ratio (a titre), a range, a time and a period are "". No error. Why it matters here: lists of medication and of results that are
# read from HealthLake show a dose without its limit and a result as if there were none, and the data are right.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts @medplum/core@5.2.13 >/dev/null 2>&1
cat > run.cjs <<'J'
const { formatObservationValue, formatTiming } = require('@medplum/core');
const daily = { frequency: 1, period: 1, periodUnit: 'd' };
const timings = {
  'one or two every 4 to 6 hours': { repeat: { frequency: 1, frequencyMax: 2, period: 4, periodMax: 6, periodUnit: 'h' } },
  'daily, five times': { repeat: { ...daily, count: 5 } },
  'daily for ten days, at bedtime': { repeat: { ...daily, boundsDuration: { value: 10, unit: 'd' }, when: ['HS'] } },
  '30 minutes before breakfast': { repeat: { when: ['ACM'], offset: 30 } },
  'at 9:00 and 21:00': { repeat: { timeOfDay: ['09:00:00', '21:00:00'] } },
  'BID': { code: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-GTSAbbreviation', code: 'BID' }], text: 'twice a day' } },
};
for (const [meant, timing] of Object.entries(timings)) console.log(`${meant}: "${formatTiming(timing)}"`);
const values = [
  { valueQuantity: { value: 0, unit: 'mg' } }, { valueString: 'clear' }, { valueCodeableConcept: { text: 'positive' } }, { valueInteger: 0 }, { valueBoolean: false }, { valueTime: '10:30:00' }, { valueDateTime: '2020-05' },
  { valueRatio: { numerator: { value: 1 }, denominator: { value: 128 } } }, { valueRange: { low: { value: 1 }, high: { value: 2 } } }, { valuePeriod: { start: '2020-05-01' } },
];
for (const value of values) console.log(`${Object.keys(value)}: "${formatObservationValue({ resourceType: 'Observation', status: 'final', code: { text: 'x' }, ...value })}"`);
J
seen=$(node run.cjs)
echo "$seen"
[ "$seen" = 'one or two every 4 to 6 hours: "Once per 4 hours"
daily, five times: "Daily"
daily for ten days, at bedtime: "Daily"
30 minutes before breakfast: ""
at 9:00 and 21:00: ""
BID: ""
valueQuantity: "0 mg"
valueString: "clear"
valueCodeableConcept: "positive"
valueInteger: ""
valueBoolean: ""
valueTime: ""
valueDateTime: ""
valueRatio: ""
valueRange: ""
valuePeriod: ""' ] || { echo 'the behaviour has changed' >&2; exit 1; }
