#!/usr/bin/env bash
# fhir@4.12.0 (FHIR's XML and JSON in JavaScript): xmlToObj gives decimals as texts, which the same package's validate refuses.
# Guess: a resource comes back from XML as it was: xmlToObj(objToXml(resource)) has the same members with the same types. Seen: integers and
# booleans come back as they were, decimals as strings ("value":"1.5"), in quantities, money, positions and scores; validate then says
# "Number type expected but string received". xmlToJson of the same XML writes a number. Why it matters here: an object that
# is read from XML and written with JSON.stringify into NDJSON is no valid FHIR; an import that checks types refuses the line.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts fhir@4.12.0 >/dev/null 2>&1
seen=$(node -e '
  const { Fhir } = require("fhir");
  const fhir = new Fhir();
  const observation = { resourceType: "Observation", status: "final", code: { text: "dose" }, valueQuantity: { value: 1.5, unit: "mg" }, component: [{ code: { text: "count" }, valueInteger: 3 }] };
  const xml = fhir.objToXml(observation);
  const back = fhir.xmlToObj(xml);
  const told = (value) => (fhir.validate(value).valid ? "valid" : fhir.validate(value).messages.map((each) => each.message.split(" for ")[0]).join());
  console.log(`before: ${told(observation)}`);
  console.log(`xmlToObj: decimal ${JSON.stringify(back.valueQuantity.value)}, integer ${JSON.stringify(back.component[0].valueInteger)}, ${told(back)}`);
  console.log(`xmlToJson: decimal ${JSON.stringify(JSON.parse(fhir.xmlToJson(xml)).valueQuantity.value)}`);
  console.log(`Location: ${JSON.stringify(fhir.xmlToObj(fhir.objToXml({ resourceType: "Location", position: { longitude: 1.5, latitude: 2 } })).position)}`);' 2>/dev/null)
echo "$seen"
[ "$seen" = 'before: valid
xmlToObj: decimal "1.5", integer 3, Number type expected but string received
xmlToJson: decimal 1.5
Location: {"longitude":"1.5","latitude":"2"}' ] || { echo 'the behaviour has changed' >&2; exit 1; }
