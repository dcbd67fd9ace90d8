#!/usr/bin/env bash
# serverless-offline-aws-eventbridge@2.2.4: beside an $or the other conditions of a rule do not count, and anything-but takes what has no such member.
# Guess: a pattern that the plugin takes selects the events that EventBridge would select, as it refuses filters that it does not have with an error
# (wildcard, cidr). Seen: where detail has $or, what stands beside it is not looked at; anything-but matches an event without the member, and with a
# prefix in it each event; numeric takes the text "5 mg" for the number 5; conditions on resources, account and region are not looked at. Prefix,
# suffix, exists and equals-ignore-case are right. EventBridge asks for all members of a pattern, and anything-but and numeric for a value of their
# kind. Why it matters here: rules for S3's events name the bucket beside an $or of prefixes; in a test on a developer's machine a function is
# called for files of every bucket, and who corrects the rule until the test is quiet has one that is wrong on AWS.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts --legacy-peer-deps serverless-offline-aws-eventbridge@2.2.4 >/dev/null 2>&1
cat > run.cjs <<'J'
const Plugin = require('serverless-offline-aws-eventbridge');
const plugin = Object.create((Plugin.default ?? Plugin).prototype); // its matching alone, without a server
const entry = { Source: 'made.up', DetailType: 'Object Created', Resources: ['arn:aws:s3:::inbox'], Detail: JSON.stringify({ bucket: { name: 'inbox' }, object: { key: 'in/a.ndjson', size: 5 }, note: '5 mg' }) };
const matches = (pattern) => plugin.verifyIsSubscribed({ functionKey: 'f', event: { pattern: { source: ['made.up'], ...pattern } } }, entry);
for (const [expected, pattern] of [
  [true, { detail: { bucket: { name: ['inbox'] } } }],
  [false, { detail: { bucket: { name: ['other'] } } }],
  [false, { detail: { bucket: { name: ['other'] }, $or: [{ object: { key: [{ prefix: 'in/' }] } }, { object: { size: [{ numeric: ['>', 9] }] } }] } }],
  [false, { detail: { reason: [{ 'anything-but': 'CopyObject' }] } }],
  [false, { detail: { object: { key: [{ 'anything-but': { prefix: 'in/' } }] } } }],
  [false, { detail: { note: [{ numeric: ['=', 5] }] } }],
  [false, { resources: ['arn:aws:s3:::other'] }],
  [true, { detail: { object: { key: [{ suffix: '.ndjson' }] }, reason: [{ exists: false }] } }],
]) console.log(`${JSON.stringify(pattern)}: ${matches(pattern)}${matches(pattern) === expected ? '' : `, EventBridge ${expected}`}`);
J
seen=$(node run.cjs)
echo "$seen"
[ "$seen" = '{"detail":{"bucket":{"name":["inbox"]}}}: true
{"detail":{"bucket":{"name":["other"]}}}: false
{"detail":{"bucket":{"name":["other"]},"$or":[{"object":{"key":[{"prefix":"in/"}]}},{"object":{"size":[{"numeric":[">",9]}]}}]}}: true, EventBridge false
{"detail":{"reason":[{"anything-but":"CopyObject"}]}}: true, EventBridge false
{"detail":{"object":{"key":[{"anything-but":{"prefix":"in/"}}]}}}: true, EventBridge false
{"detail":{"note":[{"numeric":["=",5]}]}}: true, EventBridge false
{"resources":["arn:aws:s3:::other"]}: true, EventBridge false
{"detail":{"object":{"key":[{"suffix":".ndjson"}]},"reason":[{"exists":false}]}}: true' ] || { echo 'the behaviour has changed' >&2; exit 1; }
