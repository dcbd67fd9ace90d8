#!/usr/bin/env bash
# qs@6.17.1 and express@5.3.0 with it: a search parameter that is given twenty-one times is no list any more.
# Guess: repeated parameters are a list of as many values, since arrayLimit (20) is about brackets with a number, as a[21]=x, and FHIR repeats names
# without brackets. Seen: twenty are a list, from the twenty-first on they are an object whose members are "0", "1" and so on, without an error,
# and Express with its query parser "extended" has them so in req.query, while express.urlencoded, which a search by POST
# goes through, has a list for any number. Why it matters here: _include, _revinclude, _has and date are repeated in FHIR, "and" is written so;
# Array.isArray and for...of then fail or find nothing for the long searches alone, and the same search by POST is answered well.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts qs@6.17.1 express@5.3.0 >/dev/null 2>&1
cat > run.mjs <<'J'
import { once } from 'node:events';
import express from 'express';
import qs from 'qs';
const search = (length) => Array.from({ length }, (_, at) => `_include=Observation:p${at}`).join('&');
const kind = (value) => (Array.isArray(value) ? `a list of ${value.length}` : `an object, ${Object.keys(value).length} members`);
const app = express().set('query parser', 'extended').use(express.urlencoded({ extended: true }));
app.post('/_search', (request, response) => { response.end(`the query is ${kind(request.query._include)}, the body ${kind(request.body._include)}`); });
const server = app.listen(0, '127.0.0.1');
await once(server, 'listening');
for (const length of [20, 21]) {
  console.log(`${length}: qs gives ${kind(qs.parse(search(length))._include)}`);
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await fetch(`http://127.0.0.1:${server.address().port}/_search?${search(length)}`, { method: 'POST', headers, body: search(length) });
  console.log(`${length}: in Express ${await answer.text()}`);
}
server.close();
J
seen=$(node --no-deprecation run.mjs)
echo "$seen"
[ "$seen" = '20: qs gives a list of 20
20: in Express the query is a list of 20, the body a list of 20
21: qs gives an object, 21 members
21: in Express the query is an object, 21 members, the body a list of 21' ] || { echo 'the behaviour has changed' >&2; exit 1; }
