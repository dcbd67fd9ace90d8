#!/usr/bin/env bash
# @bonfhir/core@2.22.1 (FHIR client library), its search builder: a comma in one value and two values are one and the same search.
# Guess: a builder that takes a text or a list of texts escapes what FHIR's searches give a meaning, so that the name "Lee, Ann" is sent as Lee\,
# Ann and a code with a bar in it as a\|b. Seen: letters are percent-encoded, which a server undoes before it looks for commas and bars: name("Lee,
# Ann") and name(["Lee", " Ann"]) are the same search to it, for everyone of either name; a token whose value has a bar gets a system. With :exact
# it is so, too. No error. Why it matters here: names and identifiers as people type them find the wrong Patients of an endpoint before HealthLake,
# and more of them than were asked for.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts --legacy-peer-deps @bonfhir/core@2.22.1 >/dev/null 2>&1
cat > run.cjs <<'J'
const { PatientFhirSearchBuilder } = require('@bonfhir/core/r4b');
const search = () => new PatientFhirSearchBuilder();
for (const [label, { href }] of [
  ['name "Lee, Ann"', search().name('Lee, Ann')], ['names "Lee" or " Ann"', search().name(['Lee', ' Ann'])], ['exactly "Lee, Ann"', search().name('Lee, Ann', ':exact')],
  ['identifier 7|8 of no system', search().identifier({ value: '7|8' })], ['identifier 8 of system 7', search().identifier({ system: '7', value: '8' })],
]) console.log(`${label}: ${href}; the server has ${JSON.stringify([...new URLSearchParams(href)][0])}`);
J
seen=$(node run.cjs)
echo "$seen"
[ "$seen" = 'name "Lee, Ann": name=Lee%2C%20Ann; the server has ["name","Lee, Ann"]
names "Lee" or " Ann": name=Lee,%20Ann; the server has ["name","Lee, Ann"]
exactly "Lee, Ann": name:exact=Lee%2C%20Ann; the server has ["name:exact","Lee, Ann"]
identifier 7|8 of no system: identifier=7%7C8; the server has ["identifier","7|8"]
identifier 8 of system 7: identifier=7|8; the server has ["identifier","7|8"]' ] || { echo 'the behaviour has changed' >&2; exit 1; }
