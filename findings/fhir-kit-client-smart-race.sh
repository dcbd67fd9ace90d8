#!/usr/bin/env bash
# fhir-kit-client@2.0.3: smartAuthMetadata takes the first answer of three addresses, also one that says nothing of SMART.
# Guess: it reads .well-known/smart-configuration, and looks at /metadata only where that is missing. Seen: it asks for
# .well-known/smart-configuration, .well-known/openid-configuration and /metadata at once, takes the first that succeeds, and breaks
# the other two off. When /metadata is first and has no oauth-uris (SMART App Launch 2 no longer asks for them), the answer is empty, though
# the server publishes all of it. Why it matters here: the same server gives a working login at one time and none at another.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts fhir-kit-client@2.0.3 >/dev/null 2>&1
cat > run.mjs <<'J'
import { createServer } from 'node:http';
import { once } from 'node:events';
import { Client } from 'fhir-kit-client';
const answers = {
  '/r4/.well-known/smart-configuration': { authorization_endpoint: 'https://login/authorize', token_endpoint: 'https://login/token', capabilities: [] },
  '/r4/metadata': { resourceType: 'CapabilityStatement', status: 'active', fhirVersion: '4.0.1', rest: [{ mode: 'server' }] },
  '/r4/.well-known/openid-configuration': { issuer: 'https://login', jwks_uri: 'https://login/keys' },
};
for (const first of Object.keys(answers)) {
  const waiting = new Map();
  const brokenOff = [];
  const server = createServer((request, response) => {
    waiting.set(request.url, response);
    response.on('close', () => { if (!response.writableEnded) brokenOff.push(request.url); });
    if (waiting.size === 3) waiting.get(first).setHeader('content-type', 'application/json').end(JSON.stringify(answers[first]));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const metadata = await new Client({ baseUrl: `http://127.0.0.1:${server.address().port}/r4` }).smartAuthMetadata();
  while (brokenOff.length < 2) await new Promise(setImmediate);
  console.log(`${first} first: token endpoint ${metadata.tokenUrl}; broken off: ${brokenOff.length}`);
  server.close();
}
process.exit(0);
J
seen=$(node run.mjs 2>/dev/null)
echo "$seen"
[ "$seen" = '/r4/.well-known/smart-configuration first: token endpoint https://login/token; broken off: 2
/r4/metadata first: token endpoint undefined; broken off: 2
/r4/.well-known/openid-configuration first: token endpoint undefined; broken off: 2' ] || { echo 'the behaviour has changed' >&2; exit 1; }
