#!/usr/bin/env bash
# fflate@0.8.3 and pako@3.0.3: of a gzip file of several members a part is read, without an error; which part depends on how it is read.
# Guess: each reads them all (RFC 1952: a file is a series of members), as node:zlib does, or says that something is left over, as Node's
# DecompressionStream does. Seen: fflate's gunzipSync and decompressSync read the first member, and of it as many bytes as the last one has: of
# 1,000 lines and ten they give ten; its stream Gunzip gives all. pako.ungzip gives all, its Inflate as well, but for where a chunk ends with a
# member: there it takes no further chunk, and err is 0. Why it matters here: Firehose and all that appends to a compressed log write such files,
# parts of an export are put together with cat, and a stream of objects has its chunks end where the members do: the rest of the lines is missing.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund fflate@0.8.3 pako@3.0.3 >/dev/null 2>&1
cat > run.cjs <<'J'
const zlib = require('node:zlib');
const { Gunzip, decompressSync, gunzipSync } = require('fflate');
const { Inflate, ungzip } = require('pako');
const members = [1000, 10].map((length) => zlib.gzipSync(Array.from({ length }, (_, at) => `${JSON.stringify({ resourceType: 'Patient', id: `p${at}` })}\n`).join('')));
const gzip = Buffer.concat(members);
const lines = (data) => String(Buffer.from(data)).split('\n').length - 1;
const pushed = (into, chunks) => { chunks.forEach((chunk, at) => into.push(chunk, at === chunks.length - 1)); return into; };
const read = [];
pushed(new Gunzip((data) => read.push(data)), members);
console.log('node:zlib', lines(zlib.gunzipSync(gzip)));
console.log('fflate at once', lines(gunzipSync(gzip)), lines(decompressSync(gzip)), 'by chunks', lines(Buffer.concat(read)));
console.log('pako.ungzip', lines(ungzip(gzip)));
for (const [name, chunks] of [['one chunk', [gzip]], ['a chunk for each member', members]]) {
  const inflate = pushed(new Inflate(), chunks);
  console.log('pako.Inflate', name, lines(inflate.result), 'err', inflate.err);
}
J
seen=$(node run.cjs)
echo "$seen"
[ "$seen" = 'node:zlib 1010
fflate at once 10 10 by chunks 1010
pako.ungzip 1010
pako.Inflate one chunk 1010 err 0
pako.Inflate a chunk for each member 1000 err 0' ] || { echo 'the behaviour has changed' >&2; exit 1; }
