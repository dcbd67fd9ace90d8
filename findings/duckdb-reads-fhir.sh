#!/usr/bin/env bash
# @duckdb/node-api@1.5.6-r.1 (DuckDB): NDJSON of FHIR that is read and written has times without their zones and ids in other letters.
# Guess: read_json takes a text for a time or a UUID at most where it prints the same. Seen: effectiveDateTime 10:00+02:00 is written as
# "2020-01-01 08:00:00", which is no dateTime of FHIR and has lost its zone; an id that is a UUID in capitals is written in small letters, and
# the reference to it is not, as that is a text with a slash. As soon as one row has a year alone, the times of all rows stay. Members that a row
# lacks become null. Why it matters here: exports are filtered and split with SQL before an import, and FHIR's ids heed the case: the references
# lead nowhere. Columns that are named as JSON stay as they were.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts @duckdb/node-api@1.5.6-r.1 >/dev/null 2>&1
cat > run.mjs <<'J'
import { readFileSync, writeFileSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';
const connection = await (await DuckDBInstance.create(':memory:')).connect();
const id = '1C3151BD-1CBF-4D64-B04D-CD9187A4C6E0';
const told = async (label, rows, options = '') => {
  writeFileSync('in.ndjson', rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  await connection.run(`copy (select * from read_json('in.ndjson'${options})) to 'out.ndjson' (format json)`);
  console.log(`${label}: ${readFileSync('out.ndjson', 'utf8').split('\n')[0]}`);
};
const observation = { id, effectiveDateTime: '2020-01-01T10:00:00+02:00', focus: [{ reference: `Observation/${id}` }] };
await told('one row', [observation]);
await told('another has a year alone', [observation, { id: 'b', effectiveDateTime: '2020' }]);
await told('another has a status', [{ id: 'a' }, { id: 'b', status: 'final' }]);
await told('columns as JSON', [observation], ", columns = {id: 'JSON', effectiveDateTime: 'JSON', focus: 'JSON'}");
J
seen=$(TZ=America/New_York node run.mjs)
echo "$seen"
[ "$seen" = 'one row: {"id":"1c3151bd-1cbf-4d64-b04d-cd9187a4c6e0","effectiveDateTime":"2020-01-01 08:00:00","focus":[{"reference":"Observation/1C3151BD-1CBF-4D64-B04D-CD9187A4C6E0"}]}
another has a year alone: {"id":"1C3151BD-1CBF-4D64-B04D-CD9187A4C6E0","effectiveDateTime":"2020-01-01T10:00:00+02:00","focus":[{"reference":"Observation/1C3151BD-1CBF-4D64-B04D-CD9187A4C6E0"}]}
another has a status: {"id":"a","status":null}
columns as JSON: {"id":"1C3151BD-1CBF-4D64-B04D-CD9187A4C6E0","effectiveDateTime":"2020-01-01T10:00:00+02:00","focus":[{"reference":"Observation/1C3151BD-1CBF-4D64-B04D-CD9187A4C6E0"}]}' ] || { echo 'the behaviour has changed' >&2; exit 1; }
