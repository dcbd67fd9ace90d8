#!/usr/bin/env bash
# fhirpath@5.2.2 with its R4 model: an element that has extensions and no value counts in the expression and is left out of the result.
# Guess: evaluate(patient, "Patient.name.given") has as many members as Patient.name.given.count() says; an empty result means that
# exists() is false. Seen: of given ["Ann", null] with an extension on the second, count() is 2 and the result has one member; of a
# birthDate with the extension data-absent-reason alone, exists() is true and the result is empty.
# Why it matters here: a program that reads the result's length and an invariant that uses count() or exists() disagree over the same valid
# resource; such elements are how R4 says "unknown" and "masked".
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts fhirpath@5.2.2 >/dev/null 2>&1
seen=$(node -e '
  const { evaluate } = require("fhirpath");
  const model = require("fhirpath/fhir-context/r4");
  const extension = [{ url: "http://hl7.org/fhir/StructureDefinition/data-absent-reason", valueCode: "masked" }];
  const patient = { resourceType: "Patient", name: [{ given: ["Ann", null], _given: [null, { extension }] }], _birthDate: { extension } };
  for (const text of ["Patient.name.given", "Patient.name.given.count()", "Patient.name.given.extension.value", "Patient.birthDate", "Patient.birthDate.exists()", "Patient.birthDate.hasValue()"])
    console.log(`${text} -> ${JSON.stringify(evaluate(patient, text, undefined, model))}`);')
echo "$seen"
[ "$seen" = 'Patient.name.given -> ["Ann"]
Patient.name.given.count() -> [2]
Patient.name.given.extension.value -> ["masked"]
Patient.birthDate -> []
Patient.birthDate.exists() -> [true]
Patient.birthDate.hasValue() -> [false]' ] || { echo 'the behaviour has changed' >&2; exit 1; }
