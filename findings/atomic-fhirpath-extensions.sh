#!/usr/bin/env bash
# @atomic-ehr/fhirpath@0.1.4 (FHIRPath in TypeScript): the path "extension" finds nothing on a resource or a complex element.
# Guess: extension.where(url = 'x').value and extension('x').value are the same, as FHIR has it: the function is the short form of the path. Seen:
# the function finds it, the path is empty for a resource, a name and a contact; modifierExtension, and extension of a primitive that is no list,
# are found. descendants() has them, too. No error, so that extension.exists() is false. Why it matters here: most expressions of profiles, maps and
# views of FHIR write the path: a filter for what is masked, or for race and ethnicity, takes every resource for one without.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts @atomic-ehr/fhirpath@0.1.4 >/dev/null 2>&1
cat > run.mjs <<'J'
import { evaluate } from '@atomic-ehr/fhirpath';
const extension = [{ url: 'http://example.org/x', valueCode: 'a' }];
const patient = {
  resourceType: 'Patient', extension, modifierExtension: extension, birthDate: '1970-05-05', _birthDate: { extension },
  name: [{ extension, family: 'Lee', given: ['Ann', 'Bea'], _given: [null, { extension }] }],
};
for (const at of ['', 'name.', 'birthDate.', 'name.given.']) {
  for (const path of ["extension('http://example.org/x').value", "extension.where(url = 'http://example.org/x').value", 'extension.exists()']) {
    console.log(`${at}${path}: ${JSON.stringify(await evaluate(`${at}${path}`, { input: patient }))}`);
  }
}
console.log(`modifierExtension.value: ${JSON.stringify(await evaluate('modifierExtension.value', { input: patient }))}`);
J
seen=$(node run.mjs)
echo "$seen"
[ "$seen" = "extension('http://example.org/x').value: [\"a\"]
extension.where(url = 'http://example.org/x').value: []
extension.exists(): [false]
name.extension('http://example.org/x').value: [\"a\"]
name.extension.where(url = 'http://example.org/x').value: []
name.extension.exists(): [false]
birthDate.extension('http://example.org/x').value: [\"a\"]
birthDate.extension.where(url = 'http://example.org/x').value: [\"a\"]
birthDate.extension.exists(): [true]
name.given.extension('http://example.org/x').value: []
name.given.extension.where(url = 'http://example.org/x').value: []
name.given.extension.exists(): [false]
modifierExtension.value: [\"a\"]" ] || { echo 'the behaviour has changed' >&2; exit 1; }
