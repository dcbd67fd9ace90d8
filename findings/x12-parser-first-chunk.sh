#!/usr/bin/env bash
# x12-parser@1.3.0 (claims and remittances, ASC X12, as a stream): a file whose first chunk is shorter than its header has one segment.
# Guess: a stream's segments are the same whatever its chunks, as those of a file and of a socket differ; letters beyond ASCII, which X12's extended
# set has, are read as UTF-8 or Latin-1. Seen: the separators are read from the first chunk, which must hold the 106 characters of ISA: with chunks
# of 100 ISA is the only segment, with single bytes the whole file is one. From 106 on all is right. Unless an encoding is named, the eighth bit of
# each byte is cut off: MÜLLER in UTF-8 is M, C, a control character, LLER. No error. Why it matters here: a claim that is turned into FHIR's Claim
# or ExplanationOfBenefit is read from a file in a test and from a socket or a decompression in earnest, whose first chunk may be short, and then
# there is nothing in it.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts x12-parser@1.3.0 >/dev/null 2>&1
cat > run.cjs <<'J'
const { Readable } = require('node:stream');
const { X12parser } = require('x12-parser');
const isa = 'ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *200101*1253*^*00501*000000905*0*T*:~';
const remittance = Buffer.from(`${isa}GS*HP*S*R*20200101*0802*1*X*005010X221A1~ST*835*0001~CLP*77*1*211.97*138.40**12*119~NM1*QC*1*MÜLLER*ANN~SE*4*0001~GE*1*1~IEA*1*000000905~`);
const main = async () => {
  for (const size of [1, 100, 105, 106, 4096]) {
    const chunks = Array.from({ length: Math.ceil(remittance.length / size) }, (_, at) => remittance.subarray(at * size, (at + 1) * size));
    const segments = await Readable.from(chunks, { objectMode: false }).pipe(new X12parser()).toArray();
    const family = segments.find(({ name }) => name === 'NM1')?.['3'];
    console.log(`${size}: ${segments.map(({ name }) => name.slice(0, 3)).join(' ')}${family ? ` ${JSON.stringify(family)}` : ''}`);
  }
};
main();
J
seen=$(node --no-warnings run.cjs)
echo "$seen"
[ "$seen" = '1: ISA
100: ISA
105: ISA
106: ISA GS ST CLP NM1 SE GE IEA "MC\u001cLLER"
4096: ISA GS ST CLP NM1 SE GE IEA "MC\u001cLLER"' ] || { echo 'the behaviour has changed' >&2; exit 1; }
