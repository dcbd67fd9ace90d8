#!/usr/bin/env bash
# fhir@4.12.0 (FHIR's XML and JSON in JavaScript), xmlToObj: the extensions of a list of texts come out beside other members of the list.
# Guess: given and _given are padded with null, so that each extension stands beside its name, as FHIR's JSON has it. Seen: a masked first name
# and Bea become given ["Bea"] with _given [masked], so that Bea is the one who is masked; Bea, a masked name and Cleo make Cleo masked. No null
# is written among the values. No error, and validate finds it valid. Why it matters here: for documents that come as XML this is the way into
# NDJSON, and an import has no reason to refuse the line: a name is gone, and another is said to be hidden.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts fhir@4.12.0 >/dev/null 2>&1
cat > run.cjs <<'J'
const { Fhir } = require('fhir');
const fhir = new Fhir();
const masked = '<given><extension url="http://hl7.org/fhir/StructureDefinition/data-absent-reason"><valueCode value="masked"/></extension></given>';
const short = (value) => JSON.stringify(value, (key, each) => (each?.extension ? each.extension[0].valueCode : each));
for (const [label, given] of [['masked, Bea', `${masked}<given value="Bea"/>`], ['Bea, masked', `<given value="Bea"/>${masked}`], ['Bea, masked, Cleo', `<given value="Bea"/>${masked}<given value="Cleo"/>`]]) {
  const xml = `<Patient xmlns="http://hl7.org/fhir"><name>${given}</name></Patient>`;
  const patient = fhir.xmlToObj(xml);
  console.log(`${label}: given ${short(patient.name[0].given)}, _given ${short(patient.name[0]._given)}; ${fhir.validate(patient).valid ? 'valid' : 'not valid'}`);
}
J
seen=$(node run.cjs)
echo "$seen"
[ "$seen" = 'masked, Bea: given ["Bea"], _given ["masked"]; valid
Bea, masked: given ["Bea"], _given [null,"masked"]; valid
Bea, masked, Cleo: given ["Bea","Cleo"], _given [null,"masked"]; valid' ] || { echo 'the behaviour has changed' >&2; exit 1; }
