#!/usr/bin/env bash
# simple-hl7@3.3.0 (HL7 version 2): setField behind the last field of a segment does nothing, and a repeated field has no components.
# Guess: setField(8, "F") of a PID that ends with its third field fills it up; getComponent(3, 1) of a repeated PID-3 gives the first identifier,
# as it does where there is one; a bar in a text is escaped. Seen: the message stays as it was; getComponent gives "" for each component of a
# field that repeats; the bar splits the field. No error. HL7 lets a sender leave out empty fields at the end, and lets PID-3 repeat. Why it
# matters here: of one sender's messages the Patient has a sex and an identifier, of another's neither, and both are valid.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts simple-hl7@3.3.0 >/dev/null 2>&1
cat > run.cjs <<'J'
const { Parser } = require('simple-hl7');
const parsed = (pid) => new Parser().parse(`MSH|^~\\&|A|B|C|D|20200101||ADT^A01|1|P|2.5\r${pid}\r`);
for (const pid of ['PID|1||123^^^HOSP||Lee^Ann|||', 'PID|1||123^^^HOSP']) {
  const message = parsed(pid);
  message.getSegment('PID').setField(8, 'F');
  console.log(`${pid} with sex: ${message.toString().split('\r')[1]}`);
}
for (const pid of ['PID|1||123^^^HOSP', 'PID|1||123^^^HOSP~456^^^STATE']) {
  const segment = parsed(pid).getSegment('PID');
  console.log(`${pid}: components ${JSON.stringify([segment.getComponent(3, 1), segment.getComponent(3, 4)])}, field ${segment.getField(3)}`);
}
const message = parsed('PID|1||123||||');
message.getSegment('PID').setField(5, 'Smith|Sons');
console.log(`Smith|Sons: ${message.toString().split('\r')[1]}`);
J
seen=$(node run.cjs)
echo "$seen"
[ "$seen" = 'PID|1||123^^^HOSP||Lee^Ann||| with sex: PID|1||123^^^HOSP||Lee^Ann|||F
PID|1||123^^^HOSP with sex: PID|1||123^^^HOSP
PID|1||123^^^HOSP: components ["123","HOSP"], field 123^^^HOSP
PID|1||123^^^HOSP~456^^^STATE: components ["",""], field 123^^^HOSP~456^^^STATE
Smith|Sons: PID|1||123||Smith|Sons||' ] || { echo 'the behaviour has changed' >&2; exit 1; }
