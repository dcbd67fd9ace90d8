#!/usr/bin/env bash
# jsonlines@0.1.1 (NDJSON streams): letters that lie across two chunks of a file become replacement characters.
# Guess: a stream that takes the bytes of a file puts lines together before it decodes them, as ndjson 2.0.0 does. Seen: each chunk is decoded by
# itself, so that of a file read in the usual 64 KiB each border that cuts a letter makes two or three U+FFFD of it, in valid JSON: of 50,000
# Chinese names some are damaged, of one in ASCII none. No error, also not with emitInvalidLines. Why it matters here: it reads the files of a bulk
# export, and no test with a small file shows it; setEncoding('utf8') on the file's stream mends it.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts jsonlines@0.1.1 ndjson@2.0.0 >/dev/null 2>&1
cat > run.cjs <<'J'
const { createReadStream, writeFileSync } = require('node:fs');
const { pipeline } = require('node:stream/promises');
const jsonlines = require('jsonlines');
const ndjson = require('ndjson');
const rows = (name) => Array.from({ length: 50_000 }, (_, at) => ({ resourceType: 'Patient', id: `${at}`, name: [{ text: name }] }));
const damaged = async (parser, encoding) => {
  let [lines, wrong] = [0, 0];
  await pipeline(createReadStream('in.ndjson', encoding), parser, async (read) => {
    for await (const row of read) {
      lines += 1;
      if (row.name[0].text.includes('\ufffd')) wrong += 1;
    }
  });
  return `${wrong > 0 ? 'some' : 'none'} of ${lines} damaged`;
};
(async () => {
  for (const name of ['Lee Ann', '李安李安李安李安李安李安李安李安']) {
    writeFileSync('in.ndjson', rows(name).map((row) => `${JSON.stringify(row)}\n`).join(''));
    console.log(`${name}: jsonlines ${await damaged(jsonlines.parse())}, with emitInvalidLines ${await damaged(jsonlines.parse({ emitInvalidLines: true }))}, from texts ${await damaged(jsonlines.parse(), 'utf8')}; ndjson ${await damaged(ndjson.parse())}`);
  }
})();
J
seen=$(node run.cjs)
echo "$seen"
[ "$seen" = 'Lee Ann: jsonlines none of 50000 damaged, with emitInvalidLines none of 50000 damaged, from texts none of 50000 damaged; ndjson none of 50000 damaged
李安李安李安李安李安李安李安李安: jsonlines some of 50000 damaged, with emitInvalidLines some of 50000 damaged, from texts none of 50000 damaged; ndjson none of 50000 damaged' ] || { echo 'the behaviour has changed' >&2; exit 1; }
