#!/usr/bin/env bash
# hl7-date@1.0.1 (times of HL7 version 2): it writes times east of Greenwich with the zone +-200, and the first of January as a year.
# Guess: stringify writes the zone as HL7 has it, +0200 in Vienna and +0530 in Kolkata, and 1 January as 20100101, as its README has 20101203 for
# 3 December. Seen: +-200 and +-6-30; west of Greenwich and in UTC it is right. Each part at the end that is at its least is left out: the first
# of a month is a month, 1 January a year, a visit at 10:00 has no minutes. Its own parse reads all of that as the same moment, so that no
# test of both together sees it. Why it matters here: what is written where the hospital is in Europe or Asia, no other reader of HL7 takes for
# a time, and one of thirty dates of birth has no day in FHIR, which an import takes.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts hl7-date@1.0.1 >/dev/null 2>&1
cat > run.cjs <<'J'
const { parse, stringify } = require('hl7-date');
for (const zone of ['America/New_York', 'UTC', 'Europe/Vienna', 'Asia/Kolkata']) {
  process.env.TZ = zone;
  for (const [label, ...parts] of [['3 May 2010 10:30', 2010, 4, 3, 10, 30], ['3 May 2010 10:00', 2010, 4, 3, 10], ['3 December 2010', 2010, 11, 3], ['1 December 2010', 2010, 11, 1], ['1 January 2010', 2010, 0, 1]].slice(0, zone === 'UTC' ? 5 : 1)) {
    const date = new Date(...parts);
    console.log(`${label} in ${zone}: ${stringify(date)}, read again ${parse(stringify(date)).getTime() === date.getTime() ? 'the same' : 'another'}`);
  }
}
J
seen=$(node run.cjs)
echo "$seen"
[ "$seen" = '3 May 2010 10:30 in America/New_York: 201005031030-0400, read again the same
3 May 2010 10:30 in UTC: 201005031030+0000, read again the same
3 May 2010 10:00 in UTC: 2010050310+0000, read again the same
3 December 2010 in UTC: 20101203, read again the same
1 December 2010 in UTC: 201012, read again the same
1 January 2010 in UTC: 2010, read again the same
3 May 2010 10:30 in Europe/Vienna: 201005031030+-200, read again the same
3 May 2010 10:30 in Asia/Kolkata: 201005031030+-6-30, read again the same' ] || { echo 'the behaviour has changed' >&2; exit 1; }
