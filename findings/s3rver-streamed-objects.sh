#!/usr/bin/env bash
# s3rver@3.7.1 (S3 on one's machine) with @aws-sdk/client-s3@3.1169.0: an object that is put from a stream is stored with the frame of its
# transfer.
# Guess: an object is the bytes that were sent; a server that does not know a form of transfer refuses it. Seen: a text or a Buffer is stored as
# it is; of a stream, which the SDK sends in chunks with a checksum behind them unless told otherwise, the object begins with the chunk's length
# and ends with the checksum's line. The put answers 200. With requestChecksumCalculation WHEN_REQUIRED it is stored as it is. Why it matters
# here: NDJSON is written by streams; each file that such a test puts has lines that are no JSON, and the importer under test is blamed for them.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts s3rver@3.7.1 @aws-sdk/client-s3@3.1169.0 >/dev/null 2>&1
cat > run.cjs <<'J'
const { Readable } = require('node:stream');
const { GetObjectCommand, PutObjectCommand, S3Client } = require('@aws-sdk/client-s3');
const S3rver = require('s3rver');
(async () => {
  const server = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory: `${process.cwd()}/objects`, configureBuckets: [{ name: 'inbox' }] });
  const { port } = await server.run();
  const line = '{"resourceType":"Patient","id":"p1"}\n';
  for (const [label, body, options] of [
    ['text', line, {}], ['Buffer', Buffer.from(line), {}], ['stream', Readable.from([Buffer.from(line)]), {}],
    ['stream, WHEN_REQUIRED', Readable.from([Buffer.from(line)]), { requestChecksumCalculation: 'WHEN_REQUIRED' }],
  ]) {
    const client = new S3Client({ region: 'us-east-1', endpoint: `http://127.0.0.1:${port}`, forcePathStyle: true, credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' }, ...options });
    const { $metadata } = await client.send(new PutObjectCommand({ Bucket: 'inbox', Key: 'Patient.ndjson', Body: body, ContentLength: line.length }));
    const stored = await (await client.send(new GetObjectCommand({ Bucket: 'inbox', Key: 'Patient.ndjson' }))).Body.transformToString();
    console.log(`${label}: ${$metadata.httpStatusCode}, ${line.length} bytes sent, ${stored.length} stored, lines ${JSON.stringify(stored.split(/\r?\n/).filter(Boolean).map((each) => each.slice(0, 22)))}`);
  }
  process.exit(0);
})();
J
seen=$(AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE=1 node run.cjs 2>/dev/null)
echo "$seen"
[ "$seen" = 'text: 200, 37 bytes sent, 37 stored, lines ["{\"resourceType\":\"Patie"]
Buffer: 200, 37 bytes sent, 37 stored, lines ["{\"resourceType\":\"Patie"]
stream: 200, 37 bytes sent, 79 stored, lines ["25","{\"resourceType\":\"Patie","0","x-amz-checksum-crc32:4"]
stream, WHEN_REQUIRED: 200, 37 bytes sent, 37 stored, lines ["{\"resourceType\":\"Patie"]' ] || { echo 'the behaviour has changed' >&2; exit 1; }
