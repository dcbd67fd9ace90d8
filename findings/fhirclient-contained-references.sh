#!/usr/bin/env bash
# fhirclient@2.6.3, request with resolveReferences: a reference to a contained resource is asked of the server, and a urn:uuid ends the request.
# Guess: "#org" is replaced by the contained resource that is already there, without a request; what cannot be resolved stays as it is. Seen: for
# "#org" it asks for the server's base address and puts what that answers in the reference's place; only where that is an error the reference
# stays. One reference urn:uuid:... makes the whole request fail, though the resource itself was read. Why it matters here: contained
# organizations and practitioners are usual in claims and medications, and urn:uuid is what is left of Bundles that were imported line by line.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts fhirclient@2.6.3 >/dev/null 2>&1
cat > run.cjs <<'J'
const { createServer } = require('node:http');
const { once } = require('node:events');
const smart = require('fhirclient');
let asked = [];
let baseAnswers = true;
let reference = '';
const server = createServer((request, response) => {
  asked.push(request.url);
  const answers = {
    '/r4/Observation/o': { resourceType: 'Observation', id: 'o', contained: [{ resourceType: 'Organization', id: 'org' }], performer: [{ reference }] },
    '/r4/Organization/1': { resourceType: 'Organization', id: '1' },
    ...(baseAnswers && { '/r4/': { resourceType: 'CapabilityStatement' } }),
  };
  const answer = answers[request.url];
  response.writeHead(answer ? 200 : 404, { 'content-type': 'application/fhir+json' }).end(JSON.stringify(answer ?? { resourceType: 'OperationOutcome' }));
});
(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const app = smart({ url: '/', headers: { host: 'localhost' } }, {}, { get() {}, set() {}, unset() {} });
  const told = async (label) => {
    asked = [];
    const client = app.client({ serverUrl: `http://127.0.0.1:${server.address().port}/r4` });
    const answer = await client.request('Observation/o', { resolveReferences: ['performer'] }).then(({ performer: [one] }) => one.resourceType ?? `as it was, ${one.reference}`, (error) => `failed: ${error.message}`);
    console.log(`${label}: ${answer} [${asked.join()}]`);
  };
  for (reference of ['Organization/1', 'Organization/missing', '#org', 'urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0']) await told(reference);
  baseAnswers = false;
  reference = '#org';
  await told('#org, the base address answers 404');
  process.exit(0);
})();
J
seen=$(node run.cjs 2>/dev/null)
echo "$seen"
[ "$seen" = 'Organization/1: Organization [/r4/Observation/o,/r4/Organization/1]
Organization/missing: as it was, Organization/missing [/r4/Observation/o,/r4/Organization/missing]
#org: CapabilityStatement [/r4/Observation/o,/r4/]
urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0: failed: Only HTTP(S) protocols are supported [/r4/Observation/o]
#org, the base address answers 404: as it was, #org [/r4/Observation/o,/r4/]' ] || { echo 'the behaviour has changed' >&2; exit 1; }
