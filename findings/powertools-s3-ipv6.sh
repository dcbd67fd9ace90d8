#!/usr/bin/env bash
# @aws-lambda-powertools/parser@2.35.0: events of S3 are refused when the upload came by IPv6.
# Guess: the schemas for S3's notifications, and for S3's events on EventBridge, take every event that S3 sends; the address of the uploader may
# be of either version, as S3 is reached by both (dual-stack endpoints). Seen: an event with 2001:db8::1 is refused with "Invalid IPv4 address",
# everything else in it being the same. Why it matters here: the function works in every test, and the drops of the first sender whose network
# has IPv6 are refused and retried until they end in a dead-letter queue; a schema of the members that are needed takes them.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts @aws-lambda-powertools/parser@2.35.0 zod@4.4.3 >/dev/null 2>&1
cat > run.mjs <<'J'
import { S3EventNotificationEventBridgeSchema, S3Schema } from '@aws-lambda-powertools/parser/schemas/s3';
const notification = (sourceIPAddress) => ({ Records: [{
  eventVersion: '2.3', eventSource: 'aws:s3', awsRegion: 'us-east-1', eventTime: '2026-01-01T00:00:00.000Z', eventName: 'ObjectCreated:Put', userIdentity: { principalId: 'A' },
  requestParameters: { sourceIPAddress }, responseElements: { 'x-amz-request-id': 'r', 'x-amz-id-2': 'i' },
  s3: { s3SchemaVersion: '1.0', configurationId: 'c', bucket: { name: 'inbox', ownerIdentity: { principalId: 'A' }, arn: 'arn:aws:s3:::inbox' }, object: { key: 'Patient.ndjson', size: 5, eTag: 'e', sequencer: '0' } },
}] });
const event = (address) => ({
  version: '0', id: '17793124-05d4-b198-2fde-7ededc63b103', 'detail-type': 'Object Created', source: 'aws.s3', account: '123456789012', time: '2026-01-01T00:00:00Z', region: 'us-east-1', resources: ['arn:aws:s3:::inbox'],
  detail: { version: '0', bucket: { name: 'inbox' }, object: { key: 'Patient.ndjson', size: 5, etag: 'e', sequencer: '0' }, 'request-id': 'r', requester: '123456789012', 'source-ip-address': address, reason: 'PutObject' },
});
for (const address of ['192.0.2.1', '2001:db8::1'])
  for (const [label, schema, made] of [['notification', S3Schema, notification(address)], ['EventBridge', S3EventNotificationEventBridgeSchema, event(address)]]) {
    const { success, error } = schema.safeParse(made);
    console.log(`${label}, ${address}: ${success ? 'taken' : error.issues.map(({ path, message }) => `${path.at(-1)}: ${message}`).join()}`);
  }
J
seen=$(node run.mjs 2>/dev/null)
echo "$seen"
[ "$seen" = 'notification, 192.0.2.1: taken
EventBridge, 192.0.2.1: taken
notification, 2001:db8::1: sourceIPAddress: Invalid IPv4 address
EventBridge, 2001:db8::1: source-ip-address: Invalid IPv4 address' ] || { echo 'the behaviour has changed' >&2; exit 1; }
