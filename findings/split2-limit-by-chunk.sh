#!/usr/bin/env bash
# split2@4.2.0 (the line reader under ndjson): whether a line is over maxLength depends on where the chunks were cut.
# Guess: with maxLength and skipOverflow each line longer than the limit is left out, and every other line is kept. Seen: only the rest that
# waits for its line's end is measured, in characters. A long line that arrives in one chunk is kept; the same line in several is left
# out; when it is the last and no line break follows, its beginning is handed on as if it were a line. Why it matters here: the same NDJSON file
# of resources, read with the same limit, gives another number of records, or a piece of one, as the chunks fall.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts split2@4.2.0 >/dev/null 2>&1
cat > run.cjs <<'J'
const { Readable } = require('node:stream');
const split = require('split2');
const patient = (id) => JSON.stringify({ resourceType: 'Patient', id });
const first = patient('a');
const long = patient('b'.repeat(80));
const texts = { 'long line between': `${first}\n${long}\n${first}\n`, 'long line last': `${first}\n${long}` };
(async () => {
  for (const [label, text] of Object.entries(texts))
    for (const size of [1000, 50]) {
      const seen = [];
      for await (const line of Readable.from(text.match(new RegExp(`[^]{1,${size}}`, 'g'))).pipe(split({ maxLength: 60, skipOverflow: true })))
        seen.push(line === first ? 'first' : line === long ? 'long' : `the first ${line.length} characters of long: ${long.startsWith(line)}`);
      console.log(`${label}, chunks of ${size}: ${seen.join(', ')}`);
    }
})();
J
seen=$(node run.cjs)
echo "$seen"
[ "$seen" = 'long line between, chunks of 1000: first, long, first
long line between, chunks of 50: first, first
long line last, chunks of 1000: first, long
long line last, chunks of 50: first, the first 64 characters of long: true' ] || { echo 'the behaviour has changed' >&2; exit 1; }
