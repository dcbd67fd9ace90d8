#!/usr/bin/env bash
# hl7-standard@1.0.4 (HL7 version 2): setting PID-3.4 deletes the identifier of PID-3, where a message has no other component yet.
# Guess: set('PID.3.4', 'HOSP') of PID-3 123 gives 123^^^HOSP: a field with one value is its first component, and get('PID.3.1') reads it so. Seen:
# ^^^HOSP, the identifier is gone; of 123^^^HOSP the fifth is added and all else stays. A family
# name goes the same way when the given name is set. No error. Why it matters here: messages are
# completed with the assigning authority on their way to FHIR, and the senders that need it are those that lose their record number by it.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts hl7-standard@1.0.4 >/dev/null 2>&1
cat > run.cjs <<'J'
const HL7 = require('hl7-standard');
for (const [pid, path, value] of [['PID|1||123^^^HOSP', 'PID.3.5', 'MR'], ['PID|1||123', 'PID.3.4', 'HOSP'], ['PID|1||123||Lee', 'PID.5.2', 'Ann']]) {
  const message = new HL7(`MSH|^~\\&|A|B|C|D|20200101||ADT^A01|1|P|2.5\r${pid}\r`);
  message.transform();
  const first = `${path.slice(0, -1)}1`;
  const before = message.get(first);
  message.set(path, value);
  console.log(`${pid} with ${path} ${value}: ${JSON.stringify(message.build().slice(message.build().indexOf('PID')))}; ${first} was ${before}, is ${JSON.stringify(message.get(first))}`);
}
J
seen=$(node run.cjs)
echo "$seen"
[ "$seen" = 'PID|1||123^^^HOSP with PID.3.5 MR: "PID|1||123^^^HOSP^MR|"; PID.3.1 was 123, is "123"
PID|1||123 with PID.3.4 HOSP: "PID|1||^^^HOSP|"; PID.3.1 was 123, is ""
PID|1||123||Lee with PID.5.2 Ann: "PID|1||123||^Ann|"; PID.5.1 was Lee, is ""' ] || { echo 'the behaviour has changed' >&2; exit 1; }
