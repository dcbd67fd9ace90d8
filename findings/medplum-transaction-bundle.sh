#!/usr/bin/env bash
# @medplum/core@5.2.13, convertToTransactionBundle (search results into a transaction): references are told apart by the id alone.
# Guess: of Patient/1 and Observation/1 in one Bundle each gets an address of its own, and the subject Patient/1 leads to the patient; a
# reference that is the fullUrl of an entry leads to that entry. Seen: the Observation's subject becomes the Observation's own address, without
# an error; the reference by fullUrl is left, so that it leads to the old server. Ids are unique within a resource type in FHIR, no more. Why it
# matters here: what is taken out of a system that numbers each of its tables from 1 goes into the new server with wrong subjects.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts @medplum/core@5.2.13 >/dev/null 2>&1
cat > run.mjs <<'J'
import { convertToTransactionBundle } from '@medplum/core';
const patient = { fullUrl: 'https://old.example/Patient/1', resource: { resourceType: 'Patient', id: '1' } };
for (const [id, reference] of [['2', 'Patient/1'], ['1', 'Patient/1'], ['2', 'https://old.example/Patient/1']]) {
  const observation = { fullUrl: `https://old.example/Observation/${id}`, resource: { resourceType: 'Observation', id, status: 'final', code: { text: 'x' }, subject: { reference } } };
  const { entry } = convertToTransactionBundle({ resourceType: 'Bundle', type: 'searchset', entry: [patient, observation] });
  const subject = entry.find(({ resource }) => resource.resourceType === 'Observation').resource.subject.reference;
  console.log(`Patient/1 and Observation/${id} of ${reference}: leads to ${entry.find(({ fullUrl }) => fullUrl === subject)?.resource.resourceType ?? subject}`);
}
J
seen=$(node run.mjs 2>/dev/null)
echo "$seen"
[ "$seen" = 'Patient/1 and Observation/2 of Patient/1: leads to Patient
Patient/1 and Observation/1 of Patient/1: leads to Observation
Patient/1 and Observation/2 of https://old.example/Patient/1: leads to https://old.example/Patient/1' ] || { echo 'the behaviour has changed' >&2; exit 1; }
