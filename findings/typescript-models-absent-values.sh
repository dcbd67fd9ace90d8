#!/usr/bin/env bash
# fhir-typescript-models@1.0.3 (classes of FHIR R4): an element that says why it has no value is not there after parse.
# Guess: Patient.parse(json).toJSON() gives a valid Patient back, with _birthDate where birthDate is and where it is not, as the class has both.
# Seen: each element is looked for by its value: _birthDate, _gender, _status and _valueString alone, with the extension data-absent-reason, are
# gone, as are _given without given and the masked _value of an identifier. Beside a value the same extension is kept, as is ["Ann", null] with its
# _given, and Synthea's resources and US Core's examples (2,104 lines, all but one) come back as they were, so that tests do not show it. No error.
# Why it matters here: a birth date that is known to be unknown becomes one that nobody asked for, an Observation has no _status and so no status at
# all, which an import refuses.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts fhir-typescript-models@1.0.3 >/dev/null 2>&1
cat > run.cjs <<'J'
const { Observation, Patient } = require('fhir-typescript-models');
const absent = (valueCode) => ({ extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode }] });
const copied = (type, resource) => {
  const before = JSON.stringify(resource);
  const after = JSON.stringify(type.parse(JSON.parse(before)));
  console.log(`${Object.keys(resource).slice(1)}: ${after === before ? 'as it was' : after}`);
};
copied(Patient, { resourceType: 'Patient', birthDate: '1970', _birthDate: absent('masked') });
copied(Patient, { resourceType: 'Patient', name: [{ given: ['Ann', null], _given: [null, absent('masked')] }] });
copied(Patient, { resourceType: 'Patient', _birthDate: absent('unknown') });
copied(Patient, { resourceType: 'Patient', name: [{ _given: [absent('masked')] }], identifier: [{ system: 'urn:oid:1.2.3', _value: absent('masked') }] });
copied(Observation, { resourceType: 'Observation', _status: absent('unknown'), code: { text: 'pulse' }, _valueString: absent('unknown') });
J
seen=$(node run.cjs)
echo "$seen"
[ "$seen" = 'birthDate,_birthDate: as it was
name: as it was
_birthDate: {"resourceType":"Patient"}
name,identifier: {"resourceType":"Patient","identifier":[{"system":"urn:oid:1.2.3"}],"name":[{}]}
_status,code,_valueString: {"resourceType":"Observation","code":{"text":"pulse"}}' ] || { echo 'the behaviour has changed' >&2; exit 1; }
