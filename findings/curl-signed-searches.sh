#!/usr/bin/env bash
# curl 7.88.1 (Debian 12), --aws-sigv4: searches of FHIR are signed as they are written, and not as Signature Version 4 has it.
# Guess: curl makes the canonical request as the SDKs' signers do: parameters sorted, values encoded. Seen: it signs the query and the path to
# the letter. The signature is another one than that of aws4 and aws4fetch, which agree, when parameters are not in order, when percent-encodings
# are in lower case, and with each raw | : , / and $, so of code=http://loinc.org|1234, name:exact, _elements=id,meta and Patient/p1/$everything.
# In order and encoded in upper case the query's is the same. Why it matters here: AWS refuses a signature that it does not come to itself, and
# that looks like a wrong key or a missing permission; a plain read works, the first search by a code does not.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
curl --version | grep -q '^curl 7.88.1 ' || { echo 'this needs curl 7.88.1, the one of Debian 12' >&2; exit 1; }
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts aws4@1.13.2 aws4fetch@1.0.20 >/dev/null 2>&1
cat > run.mjs <<'J'
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { promisify } from 'node:util';
import aws4 from 'aws4';
import { AwsV4Signer } from 'aws4fetch';
let asked;
const server = createServer((request, response) => { asked = request; response.end('{}'); });
await once(server.listen(0, '127.0.0.1'), 'listening');
const signature = (header) => /Signature=(\w+)/.exec(header)[1];
for (const search of [
  'Patient', 'Patient?_count=10&name=lee', 'Patient?name=lee&_count=10', 'Observation?code=http://loinc.org|1234', 'Observation?code=http%3A%2F%2Floinc.org%7C1234', 'Observation?code=http%3a%2f%2floinc.org%7c1234',
  'Patient?name:exact=Lee', 'Patient?name%3Aexact=Lee', 'Patient?_elements=id,meta', 'Patient?_elements=id%2Cmeta', 'Patient/p1/$everything',
]) {
  const url = `http://127.0.0.1:${server.address().port}/datastore/0123/r4/${search}`;
  await promisify(execFile)('curl', ['--globoff', '--silent', '--aws-sigv4', 'aws:amz:us-east-1:healthlake', '--user', 'AKID:secret', url]);
  const { authorization, host, 'x-amz-date': datetime } = asked.headers;
  const keys = { accessKeyId: 'AKID', secretAccessKey: 'secret' };
  const other = await new AwsV4Signer({ url, method: 'GET', service: 'healthlake', region: 'us-east-1', datetime, ...keys }).sign();
  const signed = aws4.sign({ host, path: asked.url, service: 'healthlake', region: 'us-east-1', headers: { Host: host, 'X-Amz-Date': datetime } }, keys);
  const agreed = signature(signed.headers.Authorization) === signature(other.headers.get('authorization'));
  console.log(`${search}: ${agreed ? '' : 'the others differ, '}${signature(authorization) === signature(signed.headers.Authorization) ? 'same' : 'another'}`);
}
process.exit(0);
J
seen=$(node run.mjs)
echo "$seen"
[ "$seen" = 'Patient: same
Patient?_count=10&name=lee: same
Patient?name=lee&_count=10: another
Observation?code=http://loinc.org|1234: another
Observation?code=http%3A%2F%2Floinc.org%7C1234: same
Observation?code=http%3a%2f%2floinc.org%7c1234: another
Patient?name:exact=Lee: another
Patient?name%3Aexact=Lee: same
Patient?_elements=id,meta: another
Patient?_elements=id%2Cmeta: same
Patient/p1/$everything: another' ] || { echo 'the behaviour has changed' >&2; exit 1; }
