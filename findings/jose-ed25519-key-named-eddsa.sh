#!/usr/bin/env bash
# jose@6.2.17: a key of a set whose alg is "EdDSA" verifies no token whose header says "Ed25519", though both name one algorithm.
# Guess: RFC 9864 makes Ed25519 the full name of what EdDSA says with this curve, and the library knows both names, so the key is found.
# Seen: without alg, or with alg "Ed25519", the token verifies; with alg "EdDSA" there is no matching key.
# Why it matters here: an issuer that changes its tokens' header before its published keys locks everybody out; Inlet matches them as one.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm install --silent --no-save jose@6.2.17 >/dev/null
cat > seen.mjs <<'JS'
import { createLocalJWKSet, exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose';
const { publicKey, privateKey } = await generateKeyPair('Ed25519', { extractable: true });
const jwk = await exportJWK(publicKey);
const token = await new SignJWT({}).setProtectedHeader({ alg: 'Ed25519' }).sign(privateKey);
for (const alg of [undefined, 'Ed25519', 'EdDSA']) {
  const keys = createLocalJWKSet({ keys: [{ ...jwk, ...(alg && { alg }) }] });
  const outcome = await jwtVerify(token, keys).then(() => 'verified', ({ code }) => code);
  console.log(`alg ${alg}: ${outcome}`);
}
JS
seen=$(node seen.mjs)
echo "$seen"
expected='alg undefined: verified
alg Ed25519: verified
alg EdDSA: ERR_JWKS_NO_MATCHING_KEY'
[ "$seen" = "$expected" ] || { echo 'the behaviour has changed' >&2; exit 1; }
