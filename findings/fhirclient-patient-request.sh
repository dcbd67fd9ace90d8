#!/usr/bin/env bash
# fhirclient@2.6.3 (the SMART client of the field): patient.request asks for /metadata without its token, and remembers a failure for good.
# Guess: client.patient.request('Observation') sends one request, Observation?patient=<id>, with the access token; after a server's bad
# moment the next call works. Seen: it first fetches /metadata, without the token it holds. A server that asks a token for everything
# answers 401, and the call fails before Observation is asked for. The failed answer is kept in memory: once the server answers /metadata
# again, the next call fails with the same error and sends nothing. Why it matters here: an endpoint for SMART apps must give its
# CapabilityStatement without a token; when it did not for a moment, only a restart of the app's process helps.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts fhirclient@2.6.3 >/dev/null 2>&1
cat > run.cjs <<'J'
const { createServer } = require('node:http');
const { once } = require('node:events');
const smart = require('fhirclient');
let metadataIsOpen = false;
let asked = [];
const server = createServer((request, response) => {
  asked.push(`${request.url} ${request.headers.authorization ? 'with' : 'without'} token`);
  const metadata = request.url === '/r4/metadata';
  const allowed = request.headers.authorization === 'Bearer good' || (metadata && metadataIsOpen);
  response.writeHead(allowed ? 200 : 401, { 'content-type': 'application/fhir+json' });
  response.end(JSON.stringify(!allowed ? { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'login' }] }
    : metadata ? { resourceType: 'CapabilityStatement', rest: [{ mode: 'server', resource: [{ type: 'Observation', searchParam: [{ name: 'patient', type: 'reference' }] }] }] }
    : { resourceType: 'Bundle', type: 'searchset' }));
});
(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const base = `http://127.0.0.1:${server.address().port}`;
  const app = smart({ url: '/', headers: { host: 'localhost' } }, {}, { get() {}, set() {}, unset() {} });
  const client = (at) => app.client({ serverUrl: `${base}${at}`, clientId: 'app', expiresAt: 9e9, tokenResponse: { access_token: 'good', patient: 'p1' } });
  const told = async (label, call) => {
    asked = [];
    const answer = await call().then((body) => body.resourceType, (error) => error.message.split(' from ')[0]);
    console.log(`${label}: ${answer} [${asked.join(', ')}]`);
  };
  await told('patient.request', () => client('/r4').patient.request('Observation'));
  await told('request', () => client('/r4').request('Observation?patient=p1'));
  metadataIsOpen = true;
  await told('patient.request, /metadata is open now', () => client('/r4').patient.request('Observation'));
  await told('patient.request, the address written otherwise', () => client('/./r4').patient.request('Observation'));
  process.exit(0);
})();
J
seen=$(node run.cjs 2>/dev/null)
echo "$seen"
[ "$seen" = 'patient.request: Failed to fetch the conformance statement [/r4/metadata without token]
request: Bundle [/r4/Observation?patient=p1 with token]
patient.request, /metadata is open now: Failed to fetch the conformance statement []
patient.request, the address written otherwise: Bundle [/r4/metadata without token, /r4/Observation?patient=p1 with token]' ] || { echo 'the behaviour has changed' >&2; exit 1; }
