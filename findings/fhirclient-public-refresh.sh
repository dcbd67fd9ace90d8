#!/usr/bin/env bash
# fhirclient@2.6.3: a public app's refresh says not who asks, and a refusal or a server's bad moment throws the refresh token away.
# Guess: a client without a secret refreshes with its client_id in the form, as SMART App Launch has it for public apps; if the token
# endpoint answers 503, the refresh token is still there for the next try. Seen: the form has grant_type and refresh_token alone
# (client_id only with the option refreshTokenWithClientId), and after any answer that is no success, 503 too, the refresh token is
# deleted from the client's state, so that the second try fails before it sends anything. Why it matters here: a token endpoint that
# asks public apps for client_id turns every refresh of this client down, and one bad moment signs the user out.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts fhirclient@2.6.3 >/dev/null 2>&1
cat > run.cjs <<'J'
const { createServer } = require('node:http');
const { once } = require('node:events');
const smart = require('fhirclient');
const statuses = [200, 503];
let asked = [];
const server = createServer(async (request, response) => {
  let form = '';
  for await (const part of request) form += part;
  asked.push([...new URLSearchParams(form).keys()].join('+'));
  response.writeHead(statuses.shift() ?? 200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ access_token: 'next', token_type: 'bearer', expires_in: 300, scope: 'patient/*.read offline_access' }));
});
(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const base = `http://127.0.0.1:${server.address().port}`;
  const app = smart({ url: '/', headers: { host: 'localhost' } }, {}, { get() {}, set() {}, unset() {} });
  const client = app.client({
    serverUrl: `${base}/r4`, tokenUri: `${base}/token`, clientId: 'my-public-app', expiresAt: 9e9,
    tokenResponse: { access_token: 'first', refresh_token: 'again', scope: 'patient/*.read offline_access', patient: 'p1' },
  });
  const told = async (label) => {
    asked = [];
    const answer = await (async () => client.refresh())().then((state) => state.tokenResponse.access_token, (error) => error.message.split('\n')[0]);
    console.log(`${label}: ${answer} [${asked.join()}], refresh token kept: ${'refresh_token' in client.state.tokenResponse}`);
  };
  await told('answer 200');
  await told('answer 503');
  await told('once more');
  process.exit(0);
})();
J
seen=$(node run.cjs 2>/dev/null)
echo "$seen"
[ "$seen" = 'answer 200: next [grant_type+refresh_token], refresh token kept: true
answer 503: 503 Service Unavailable [grant_type+refresh_token], refresh token kept: false
once more: Unable to refresh. No refresh_token found. [], refresh token kept: false' ] || { echo 'the behaviour has changed' >&2; exit 1; }
