#!/usr/bin/env bash
# node@24.21.0: the bytes of a request's header depend on whether its body is a text or a Buffer.
# Guess: a header's characters are sent as ISO 8859-1, whatever the body is. Seen: with a body of text, headers and body are one string
# that is sent as UTF-8: é is two bytes. Why it matters here: S3 takes each byte of a metadata header for a character, so the same
# metadata came to be two different texts, and a test of it has to send Buffers.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
node=node # where that very version is installed already
if [ "$(node --version)" != v24.21.0 ]; then
  npm install --silent --no-save node@24.21.0 >/dev/null
  node=node_modules/.bin/node
fi
cat > send.mjs <<'JS'
import { createServer, request } from 'node:http';
const seen = [];
const server = createServer((incoming, response) => {
  incoming.resume();
  seen.push(Buffer.from(incoming.headers['x-amz-meta-name'], 'latin1').toString('hex'));
  response.end();
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const { port } = server.address();
for (const body of [Buffer.from('body'), 'body'])
  await new Promise((done) => {
    const options = { host: '127.0.0.1', port, method: 'PUT', headers: { 'x-amz-meta-name': '\u00e9' } };
    request(options, (response) => response.resume().on('end', done)).end(body);
  });
server.close();
console.log(`with a Buffer ${seen[0]}, with a text ${seen[1]}`);
JS
seen=$("$node" send.mjs)
echo "$seen"
[ "$seen" = 'with a Buffer e9, with a text c3a9' ] || { echo 'the behaviour has changed' >&2; exit 1; }
