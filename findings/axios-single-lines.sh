#!/usr/bin/env bash
# axios@1.21.1: a file of NDJSON with one line comes as an object, one with two lines as a text.
# Guess: what the body becomes follows from its media type, so that application/fhir+ndjson is a text, or what was asked for with responseType is, and
# the number of lines has no part in it. Seen: each body is tried as JSON, whatever its type; one resource is JSON, its decimal 1.10 is 1.1 then, and
# a CSV file that holds 12 is a number; what is no JSON stays a text without a word, so that two lines, or none, are one. With responseType: "text"
# each is a text. Why it matters here: the files of a Bulk Data export have as many lines as there are resources of a type: data.split("\n") fails for
# the group with one allergy, which no test data have, or code that was tried with one line meets its first file of two.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts axios@1.21.1 >/dev/null 2>&1
cat > run.mjs <<'J'
import { once } from 'node:events';
import { createServer } from 'node:http';
import axios from 'axios';
const line = '{"resourceType":"Observation","id":"a","valueQuantity":{"value":1.10}}\n';
const files = { '/two': line + line, '/one': line, '/none': '' };
const server = createServer((request, response) => {
  response.setHeader('content-type', 'application/fhir+ndjson');
  response.end(files[request.url]);
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const shown = (body) => `${typeof body} ${typeof body === 'string' ? body.length : JSON.stringify(body)}`;
for (const name of Object.keys(files)) {
  const url = `http://127.0.0.1:${server.address().port}${name}`;
  const { data } = await axios.get(url);
  const { data: text } = await axios.get(url, { responseType: 'text' });
  console.log(`${name}: axios ${shown(data)}, with responseType text ${shown(text)}, fetch ${shown(await (await fetch(url)).text())}`);
}
server.close();
process.exit(0);
J
seen=$(node run.mjs)
echo "$seen"
[ "$seen" = '/two: axios string 142, with responseType text string 142, fetch string 142
/one: axios object {"resourceType":"Observation","id":"a","valueQuantity":{"value":1.1}}, with responseType text string 71, fetch string 71
/none: axios string 0, with responseType text string 0, fetch string 0' ] || { echo 'the behaviour has changed' >&2; exit 1; }
