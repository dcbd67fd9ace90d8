#!/usr/bin/env bash
# node:zlib of Node 24.21.0, zstd: of a file of several frames the first one is read, and the end is reported.
# Guess: what several compressions wrote one behind the other is read whole, as node:zlib does for gzip, and as a decoder must (RFC 8878, section 3:
# data are one or more frames), or bytes that are left over are an error. Seen: zstdDecompressSync and the stream, by chunks of any size, give the
# first frame alone, without an error; where that is one to be skipped (section 3.1.2), zstdDecompressSync gives no byte. fzstd 0.1.1 reads all of
# it, and node:zlib reads all members of a gzip file. Why it matters here: pzstd writes several frames and puts such ones between them, and parts
# of an export are put together with cat: of a large NDJSON file the first lines are imported, each of them whole, or none.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund node@24.21.0 fzstd@0.1.1 >/dev/null 2>&1
cat > run.mjs <<'J'
import { Readable } from 'node:stream';
import zlib from 'node:zlib';
import { decompress } from 'fzstd';
const parts = ['a', 'b', 'c'].map((part) => Array.from({ length: 1000 }, (_, at) => `${JSON.stringify({ resourceType: 'Patient', id: `${part}${at}` })}\n`).join(''));
const lines = (data) => String(Buffer.from(data)).split('\n').length - 1;
const streamed = async (data, stream, size) => {
  const chunks = Array.from({ length: Math.ceil(data.length / size) }, (_, at) => data.subarray(at * size, (at + 1) * size));
  return lines(Buffer.concat(await Readable.from(chunks).pipe(stream).toArray()));
};
const zstd = Buffer.concat(parts.map((part) => zlib.zstdCompressSync(part)));
const gzip = Buffer.concat(parts.map((part) => zlib.gzipSync(part)));
console.log('gzip:', lines(zlib.gunzipSync(gzip)), await streamed(gzip, zlib.createGunzip(), 1000));
console.log('zstd:', lines(zlib.zstdDecompressSync(zstd)), await streamed(zstd, zlib.createZstdDecompress(), 1000), await streamed(zstd, zlib.createZstdDecompress(), 1e6));
const skipped = Buffer.concat([Buffer.from('502a4d180400000001020304', 'hex'), zstd]);
console.log('zstd behind a skippable frame:', lines(zlib.zstdDecompressSync(skipped)));
console.log('fzstd:', lines(decompress(zstd)), lines(decompress(skipped)));
J
seen=$(./node_modules/.bin/node run.mjs)
echo "$seen"
[ "$seen" = 'gzip: 3000 3000
zstd: 1000 1000 1000
zstd behind a skippable frame: 0
fzstd: 3000 3000' ] || { echo 'the behaviour has changed' >&2; exit 1; }
