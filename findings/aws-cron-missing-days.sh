#!/usr/bin/env bash
# aws-cron-parser@1.1.12 (EventBridge's cron expressions): a schedule for the 31st also runs on the first of each month behind a short one.
# Guess: cron(0 10 31 * ? *) comes in the seven months that have a 31st, as EventBridge and each other cron have it, and 29 February once in four
# years. Seen: where a month has no such day, next counts on into the next one, so that June's 31st is 1 July, September's 1 October, and 29
# February is 1 March in three years of four; prev leaves such months out, so that the two disagree. L (the last day) is right. No error. Why it
# matters here: it is what tells when an export of each month's end runs next, and a job that is planned by it runs twelve times a year, on the
# wrong day five times.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts aws-cron-parser@1.1.12 >/dev/null 2>&1
cat > run.cjs <<'J'
const { next, parse, prev } = require('aws-cron-parser');
for (const [expression, step, from, count] of [
  ['0 10 31 * ? *', next, '2026-05-31T12:00:00Z', 7], ['0 10 L * ? *', next, '2026-05-31T12:00:00Z', 4],
  ['0 10 29 2 ? *', next, '2026-06-01T00:00:00Z', 3], ['0 10 31 * ? *', prev, '2026-10-15T00:00:00Z', 3],
]) {
  const cron = parse(expression);
  const times = [];
  for (let time = new Date(from); times.length < count; times.push(time.toISOString().slice(0, 10))) time = step(cron, time);
  console.log(`${step.name} of cron(${expression}) from ${from.slice(0, 10)}: ${times.join(', ')}`);
}
J
seen=$(node run.cjs)
echo "$seen"
[ "$seen" = 'next of cron(0 10 31 * ? *) from 2026-05-31: 2026-07-01, 2026-07-31, 2026-08-31, 2026-10-01, 2026-10-31, 2026-12-01, 2026-12-31
next of cron(0 10 L * ? *) from 2026-05-31: 2026-06-30, 2026-07-31, 2026-08-31, 2026-09-30
next of cron(0 10 29 2 ? *) from 2026-06-01: 2027-03-01, 2028-02-29, 2029-03-01
prev of cron(0 10 31 * ? *) from 2026-10-15: 2026-08-31, 2026-07-31, 2026-05-31' ] || { echo 'the behaviour has changed' >&2; exit 1; }
