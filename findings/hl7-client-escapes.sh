#!/usr/bin/env bash
# node-hl7-client@4.0.0 (HL7 version 2): get decodes HL7's escapes and set does not write them.
# Guess: what get reads set writes: Smith & Sons goes back as Smith \T\ Sons, and a bar in a text as \F\. Seen: set puts the text into the
# message as it is, so that Smith & Sons is two subcomponents, and a bar moves all fields behind it. Times lose something, too: toDate is null
# for a year or a month, which HL7 allows, and drops the fraction of a second. No error in any of it. Why it matters here: what completes
# messages on their way to FHIR cuts names off, and reads the date of birth where the sex is.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts node-hl7-client@4.0.0 >/dev/null 2>&1
cat > run.mjs <<'J'
import { Message } from 'node-hl7-client';
const message = (time = '20200101') => new Message({ text: `MSH|^~\\&|A|B|C|D|${time}||ADT^A01^ADT_A01|1|P|2.5\rPID|1||1||Smith \\T\\ Sons^Ann||19700101|F` });
const shown = (one) => JSON.stringify(new Message({ text: one.toString() }).get('PID').toString());
const copied = message();
copied.set('PID.5.1', copied.get('PID.5.1').toString());
console.log(`as read: ${JSON.stringify(message().get('PID.5.1').toString())} of ${shown(message())}`);
console.log(`set to what was read: ${shown(copied)}, read again ${JSON.stringify(new Message({ text: copied.toString() }).get('PID.5.1.1').toString())}`);
const barred = message();
barred.set('PID.5.1', 'Smith|Sons');
console.log(`set to Smith|Sons: PID-8 is now ${JSON.stringify(new Message({ text: barred.toString() }).get('PID.8').toString())}`);
for (const time of ['2020', '202005', '20200102030405.678-0500']) console.log(`${time}: ${JSON.stringify(message(time).get('MSH.7').toDate())}`);
J
seen=$(node run.mjs)
echo "$seen"
[ "$seen" = 'as read: "Smith & Sons" of "PID|1||1||Smith \\T\\ Sons^Ann||19700101|F"
set to what was read: "PID|1||1||Smith & Sons^Ann||19700101|F", read again "Smith "
set to Smith|Sons: PID-8 is now "19700101"
2020: null
202005: null
20200102030405.678-0500: "2020-01-02T08:04:05.000Z"' ] || { echo 'the behaviour has changed' >&2; exit 1; }
