#!/usr/bin/env bash
# jose@6.2.17: a public key whose key_ops are "sign" and "verify" ends the verification with a DOMException, not with one of jose's errors.
# Guess: key_ops is a hint, as some servers publish both for a pair; the key verifies, or a JOSEError with a code says that it is unfit.
# Seen: with key_ops "verify" the token verifies; with both, WebCrypto's DOMException comes through, which has no code of jose's.
# Why it matters here: whoever sorts failures by jose's codes takes an issuer's odd key for a fault of their own; Inlet imports such a key for what
# a public key can do.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm install --silent --no-save jose@6.2.17 >/dev/null
cat > seen.mjs <<'JS'
import { createLocalJWKSet, errors, exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose';
const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
const jwk = await exportJWK(publicKey);
const token = await new SignJWT({}).setProtectedHeader({ alg: 'ES256' }).sign(privateKey);
for (const key_ops of [['verify'], ['sign', 'verify']]) {
  const outcome = await jwtVerify(token, createLocalJWKSet({ keys: [{ ...jwk, key_ops }] })).then(
    () => 'verified',
    (error) => `${error.constructor.name}, a JOSEError: ${error instanceof errors.JOSEError}`,
  );
  console.log(`key_ops ${key_ops}: ${outcome}`);
}
JS
seen=$(node seen.mjs)
echo "$seen"
expected='key_ops verify: verified
key_ops sign,verify: DOMException, a JOSEError: false'
[ "$seen" = "$expected" ] || { echo 'the behaviour has changed' >&2; exit 1; }
