#!/usr/bin/env bash
# @redoxengine/redox-hl7-v2@1.0.1 (HL7 version 2): the components of a result's value are one text, and are written as escapes.
# Guess: OBX-5 is read as OBX-2 says, or at least comes out of the generator as it went into the parser. Seen: a coded value A^Group A^L is one
# text with carets in it, as is >^100 (a structured number) and a document in Base64; the generator, whose work it is to escape texts, writes
# A\S\Group A\S\L and >\S\100: to the next reader one code with carets in it. The CE of OBX-3 is read and written well. No error. Why it matters
# here: of a feed of results that passes through it plain numbers alone are right; the coded ones are codes that no terminology knows.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts @redoxengine/redox-hl7-v2@1.0.1 >/dev/null 2>&1
cat > run.cjs <<'J'
const { Generator, Parser } = require('@redoxengine/redox-hl7-v2');
const copied = (text) => new Generator().write(new Parser().parse(text)).split('\r').map((line) => line.replace(/\|+$/, '')).filter(Boolean);
const results = ['OBX|1|NM|718-7^Hemoglobin^LN||13.4|g/dL|||||F', 'OBX|2|CE|882-1^ABO^LN||A^Group A^L~B^Group B^L||||||F', 'OBX|3|SN|1^X^L||>^100|mg/dL|||||F', 'OBX|4|ED|2^Y^L||^application^pdf^Base64^AAAA||||||F'];
const oru = `MSH|^~\\&|A|B|C|D|20200101||ORU^R01|1|P|2.5\rPID|1||123\rOBR|1|||3^Z\r${results.join('\r')}\r`;
console.log(JSON.stringify(new Parser().parse(oru).PATIENT_RESULT[0].ORDER_OBSERVATION[0].OBSERVATION.map(({ OBX }) => OBX[5])));
for (const line of copied(oru).slice(3)) console.log(line);
J
seen=$(node run.cjs)
echo "$seen"
[ "$seen" = '[["13.4"],["A^Group A^L","B^Group B^L"],[">^100"],["^application^pdf^Base64^AAAA"]]
OBX|1|NM|718-7^Hemoglobin^LN||13.4|g/dL|||||F
OBX|2|CE|882-1^ABO^LN||A\S\Group A\S\L~B\S\Group B\S\L||||||F
OBX|3|SN|1^X^L||>\S\100|mg/dL|||||F
OBX|4|ED|2^Y^L||\S\application\S\pdf\S\Base64\S\AAAA||||||F' ] || { echo 'the behaviour has changed' >&2; exit 1; }
