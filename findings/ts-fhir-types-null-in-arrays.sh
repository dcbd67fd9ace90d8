#!/usr/bin/env bash
# @ahryman40k/ts-fhir-types@4.0.39 (types of R4 with checks at run time): nulls that FHIR's JSON asks for are refused, unlike values are not.
# Guess: RTTI_Patient takes each valid R4 Patient, and refuses a fraction as multipleBirthInteger and a Patient with both
# forms of multipleBirth[x]. Seen: given ["Ann", null] with _given [null, {...}], the padding by which FHIR pairs values and extensions, is
# refused; multipleBirthInteger 1.5 and both forms at once are taken. Why it matters here: a gate with these types sends valid
# records with masked names to the rejects, and lets through what is no valid FHIR.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts @ahryman40k/ts-fhir-types@4.0.39 >/dev/null 2>&1
seen=$(node -e '
  const { R4 } = require("@ahryman40k/ts-fhir-types");
  const masked = { extension: [{ url: "http://hl7.org/fhir/StructureDefinition/data-absent-reason", valueCode: "masked" }] };
  for (const members of [{ birthDate: "1970", _birthDate: masked }, { name: [{ given: ["Ann"] }] }, { name: [{ given: ["Ann", null], _given: [null, masked] }] }, { gender: "other words" }, { multipleBirthInteger: 1.5 }, { multipleBirthInteger: 1, multipleBirthBoolean: true }])
    console.log(`${Object.keys(members).join()} ${JSON.stringify(Object.values(members)[0]).slice(0, 32)}: ${R4.RTTI_Patient.decode({ resourceType: "Patient", ...members })._tag === "Right" ? "taken" : "refused"}`);')
echo "$seen"
[ "$seen" = 'birthDate,_birthDate "1970": taken
name [{"given":["Ann"]}]: taken
name [{"given":["Ann",null],"_given":: refused
gender "other words": refused
multipleBirthInteger 1.5: taken
multipleBirthInteger,multipleBirthBoolean 1: taken' ] || { echo 'the behaviour has changed' >&2; exit 1; }
