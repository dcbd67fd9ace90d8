#!/usr/bin/env bash
# node:readline and FileHandle.readLines of Node 24.21.0: a line of NDJSON that has U+2028 or U+2029 in a text is two lines.
# Guess: a line ends with \n, \r or \r\n, as Node's documentation of the event "line" has it; JSON has these separators as they are within texts
# (RFC 8259, section 7), and JSON.stringify writes them so. Seen: both end a line, so that two resources come as four pieces, none of
# which JSON.parse takes; U+0085 and the vertical tab do not. With crlfDelay it is the same. Splitting at \n alone is right. Why it matters here:
# most examples of reading NDJSON are made with readline; notes that were pasted from a word processor or a web page have these letters, so that
# good lines of an export are counted as broken, and each number of a line behind them is too high.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund node@24.21.0 >/dev/null 2>&1
cat > run.mjs <<'J'
import { createReadStream, readFileSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
const note = (id, text) => `${JSON.stringify({ resourceType: 'Observation', id, note: [{ text }] })}\n`;
writeFileSync('notes.ndjson', note('a', 'one\u2028two') + note('b', 'one\u2029two') + note('c', 'one\u0085two\u000bthree'));
const parsed = (line) => { try { return JSON.parse(line).id; } catch { return 'broken'; } };
const read = async (lines) => { const seen = []; for await (const line of lines) seen.push(parsed(line)); return seen.join(' '); };
console.log('split:', await read(readFileSync('notes.ndjson', 'utf8').split('\n').filter(Boolean)));
console.log('createInterface:', await read(createInterface({ input: createReadStream('notes.ndjson'), crlfDelay: Infinity })));
const file = await open('notes.ndjson');
console.log('readLines:', await read(file.readLines()));
J
seen=$(./node_modules/.bin/node run.mjs)
echo "$seen"
[ "$seen" = 'split: a b c
createInterface: broken broken broken broken c
readLines: broken broken broken broken c' ] || { echo 'the behaviour has changed' >&2; exit 1; }
