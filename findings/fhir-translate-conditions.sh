#!/usr/bin/env bash
# @synanetics/fhir-translate@1.2.0 (ConceptMap/$translate of R4): conditions of a mapping are not looked at, and of two codings one is translated.
# Guess: a target with dependsOn is a match only where the dependency is given and met, or the answer names it in its product or message; a
# CodeableConcept is translated coding by coding; a map of version 2 of a system says nothing of a coding of version 1. Seen: dependsOn is not
# looked at, so that both branches are "equivalent" and the first is the one for the other condition; the second coding of a CodeableConcept has no
# match, though alone it has one; sourceVersion is not compared. What unmapped gives as the code for all others is "equivalent", too. No error. Why
# it matters here: maps of laboratory codes depend on the unit or the specimen, and codes that were translated on the way to HealthLake are of the
# wrong branch.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts @synanetics/fhir-translate@1.2.0 >/dev/null 2>&1
cat > run.cjs <<'J'
const { conceptMapTranslate } = require('@synanetics/fhir-translate');
const specimen = (value) => ({ dependsOn: [{ property: 'http://example.org/specimen', value }] });
const conceptMap = {
  resourceType: 'ConceptMap', status: 'active', url: 'http://example.org/map', sourceUri: 'http://example.org/local', targetUri: 'http://loinc.org/vs',
  group: [{
    source: 'http://example.org/codes', sourceVersion: '2', target: 'http://loinc.org', unmapped: { mode: 'fixed', code: 'LA46-8', display: 'Other' },
    element: [
      { code: 'glu', target: [{ code: '5792-7', equivalence: 'equivalent', ...specimen('urine') }, { code: '2345-7', equivalence: 'equivalent', ...specimen('serum') }] },
      { code: 'na', target: [{ code: '2951-2', equivalence: 'equivalent' }] }, { code: 'k', target: [{ code: '2823-3', equivalence: 'equivalent' }] },
    ],
  }],
};
const coding = (code, version) => ({ system: 'http://example.org/codes', code, ...(version && { version }) });
for (const [label, ...parameter] of [
  ['na', { name: 'coding', valueCoding: coding('na') }],
  ['na of version 1', { name: 'coding', valueCoding: coding('na', '1') }],
  ['glu', { name: 'coding', valueCoding: coding('glu') }],
  ['glu of serum', { name: 'coding', valueCoding: coding('glu') }, { name: 'dependency', part: [{ name: 'element', valueUri: 'http://example.org/specimen' }, { name: 'concept', valueCodeableConcept: { coding: [{ code: 'serum' }] } }] }],
  ['na and k', { name: 'codeableConcept', valueCodeableConcept: { coding: [coding('na'), coding('k')] } }],
  ['another', { name: 'coding', valueCoding: coding('zzz') }],
]) {
  const { parameter: [{ valueBoolean }, ...matches] } = conceptMapTranslate({ parameters: { resourceType: 'Parameters', parameter }, fhirVersion: 'r4', conceptMaps: [conceptMap] });
  const told = matches.map(({ part }) => part.map(({ name, valueCode, valueCoding }) => valueCode ?? valueCoding?.code ?? name).join(' '));
  console.log(`${label}: ${valueBoolean}, ${told.join(', ')}`);
}
J
seen=$(node run.cjs)
echo "$seen"
[ "$seen" = 'na: true, equivalent 2951-2
na of version 1: true, equivalent 2951-2
glu: true, equivalent 5792-7, equivalent 2345-7
glu of serum: true, equivalent 5792-7, equivalent 2345-7
na and k: true, equivalent 2951-2
another: true, equivalent LA46-8' ] || { echo 'the behaviour has changed' >&2; exit 1; }
