#!/usr/bin/env bash
# @medplum/core@5.2.13: MedplumClient.bulkExport starts the export with POST, and gives back nothing when the server says 202.
# Guess: the Bulk Data IG's kick-off, GET $export with Prefer: respond-async; the promise then ends with the manifest, since the answer 202
# names the status address. Seen: a POST without body and without Content-Type, its parameters in the query; where a server allows
# POST, FHIR has them in a Parameters resource. The 202 ends the promise with undefined, and the status address is not in it: only with
# pollStatusOnAccepted among the options, which bulkExport's own description does not name, is it asked until the manifest is there. Why it matters here: a server that has
# GET alone answers 404 or 405, and with one that has POST too the export runs and its caller has no way to find it.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts @medplum/core@5.2.13 >/dev/null 2>&1
cat > run.mjs <<'J'
import { createServer } from 'node:http';
import { once } from 'node:events';
import { MedplumClient } from '@medplum/core';
const server = createServer(async (request, response) => {
  let body = '';
  for await (const part of request) body += part;
  console.log(`  ${request.method} ${request.url}, type ${request.headers['content-type']}, prefer ${request.headers.prefer}, body '${body}'`);
  if (request.url.includes('$export')) response.writeHead(202, { 'content-location': `http://127.0.0.1:${server.address().port}/status/1`, 'content-length': 0 }).end();
  else response.setHeader('content-type', 'application/json').end(JSON.stringify({ transactionTime: '2026-01-01T00:00:00Z', request: '/', requiresAccessToken: true, output: [], error: [] }));
});
await once(server.listen(0, '127.0.0.1'), 'listening');
const client = new MedplumClient({ baseUrl: `http://127.0.0.1:${server.address().port}/`, fhirUrlPath: 'r4', accessToken: 't', fetch });
for (const options of [{}, { pollStatusOnAccepted: true }]) {
  console.log(`bulkExport with ${JSON.stringify(options)}`);
  const answer = await client.bulkExport('', 'Patient', undefined, options);
  console.log(`  answer: ${answer === undefined ? 'undefined' : Object.keys(answer)}`);
}
process.exit(0);
J
seen=$(node run.mjs 2>/dev/null)
echo "$seen"
[ "$seen" = "bulkExport with {}
  POST /r4/\$export?_type=Patient, type undefined, prefer respond-async, body ''
  answer: undefined
bulkExport with {\"pollStatusOnAccepted\":true}
  POST /r4/\$export?_type=Patient, type undefined, prefer respond-async, body ''
  GET /status/1, type undefined, prefer undefined, body ''
  answer: transactionTime,request,requiresAccessToken,output,error" ] || { echo 'the behaviour has changed' >&2; exit 1; }
