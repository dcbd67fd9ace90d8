#!/usr/bin/env bash
# openid-client@6.9.0 (oauth4webapi@3.8.8), PrivateKeyJwt: the client's assertion is made out to the issuer, and its header has no typ.
# Guess: aud is the token endpoint's address, as RFC 7523 suggests and SMART Backend Services demands, or a list that has it; the header says typ
# "JWT", which SMART fixes. Seen: aud is the issuer of the server's metadata and nothing else, also where that lies on another host than the
# token endpoint; there is kid and alg, and no typ. The option modifyAssertion sets both. Why it matters here: this is the client library that
# one takes in Node for a backend's token, and an authorization server that goes by SMART's text answers invalid_client to a key that is right.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts openid-client@6.9.0 oauth4webapi@3.8.8 jose@6.2.17 >/dev/null 2>&1
cat > run.mjs <<'J'
import { once } from 'node:events';
import { createServer } from 'node:http';
import { decodeJwt, decodeProtectedHeader, generateKeyPair } from 'jose';
import { allowInsecureRequests, clientCredentialsGrant, Configuration, modifyAssertion, PrivateKeyJwt } from 'openid-client';
let assertion;
const server = createServer(async (request, response) => {
  let form = '';
  for await (const part of request) form += part;
  assertion = new URLSearchParams(form).get('client_assertion');
  response.setHeader('content-type', 'application/json').end('{"access_token":"t","token_type":"bearer","expires_in":300}');
});
await once(server.listen(0, '127.0.0.1'), 'listening');
const tokenEndpoint = `http://127.0.0.1:${server.address().port}/token`;
const { privateKey } = await generateKeyPair('ES384');
for (const [label, options] of [
  ['as it is', undefined],
  ['modifyAssertion', { [modifyAssertion]: (header, payload) => { header.typ = 'JWT'; payload.aud = tokenEndpoint; } }],
]) {
  const configuration = new Configuration({ issuer: 'https://login.example/tenant', token_endpoint: tokenEndpoint }, 'my-backend', undefined, PrivateKeyJwt({ key: privateKey, kid: 'k1' }, options));
  allowInsecureRequests(configuration);
  await clientCredentialsGrant(configuration, { scope: 'system/*.rs' });
  const { aud, iss, sub } = decodeJwt(assertion);
  console.log(`${label}: header ${JSON.stringify(decodeProtectedHeader(assertion))}, iss ${iss}, sub ${sub}, aud ${aud === tokenEndpoint ? 'the token endpoint' : JSON.stringify(aud)}`);
}
process.exit(0);
J
seen=$(node run.mjs 2>/dev/null)
echo "$seen"
[ "$seen" = 'as it is: header {"alg":"ES384","kid":"k1"}, iss my-backend, sub my-backend, aud "https://login.example/tenant"
modifyAssertion: header {"alg":"ES384","kid":"k1","typ":"JWT"}, iss my-backend, sub my-backend, aud the token endpoint' ] || { echo 'the behaviour has changed' >&2; exit 1; }
