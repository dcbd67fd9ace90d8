#!/usr/bin/env bash
# electrodb@3.9.3 (entities in DynamoDB): two FHIR resources whose ids differ in their letters' case are one item, and part 10 comes before part 9.
# Guess: what is a key is written as it is given, as DynamoDB's own client does, or at least the item's id and its key agree. Seen: keys are put
# together in small letters unless each of them says casing: "none", while the attribute keeps its letters: Patient/AbC and Patient/aBc have one key,
# so that the second put takes the place of the first, and get of the one gives the other. A number in a sort key is a text without zeros in front:
# 10 lies before 2, and a query from 2 to 9 finds 25. No error. Why it matters here: FHIR's ids and the keys and version ids of S3 heed the case: a
# ledger of what was imported loses records without a trace, and reads the parts of a job in another order.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts electrodb@3.9.3 >/dev/null 2>&1
cat > run.cjs <<'J'
const { Entity } = require('electrodb');
const part = new Entity(
  {
    model: { entity: 'part', version: '1', service: 'ledger' },
    attributes: { patient: { type: 'string', required: true }, number: { type: 'number', required: true } },
    indexes: { byPatient: { pk: { field: 'pk', composite: ['patient'] }, sk: { field: 'sk', composite: ['number'] } } },
  },
  { table: 'ledger' },
);
const shown = ({ pk, sk, patient, number }) => `${patient} ${number}: ${pk} ${sk}`;
for (const patient of ['Patient/AbC', 'Patient/aBc']) console.log(shown(part.put({ patient, number: 1 }).params().Item));
const keys = [2, 9, 10, 25].map((number) => part.put({ patient: 'a', number }).params().Item);
console.log(keys.toSorted((left, right) => (left.sk < right.sk ? -1 : 1)).map(({ number }) => number).join(' '));
const { ExpressionAttributeValues: values } = part.query.byPatient({ patient: 'a' }).between({ number: 2 }, { number: 9 }).params();
console.log('between 2 and 9:', keys.filter(({ sk }) => sk >= values[':sk1'] && sk <= values[':sk2']).map(({ number }) => number).join(' '));
J
seen=$(node run.cjs)
echo "$seen"
[ "$seen" = 'Patient/AbC 1: $ledger#patient_patient/abc $part_1#number_1
Patient/aBc 1: $ledger#patient_patient/abc $part_1#number_1
10 2 25 9
between 2 and 9: 2 9 25' ] || { echo 'the behaviour has changed' >&2; exit 1; }
