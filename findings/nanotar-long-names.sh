#!/usr/bin/env bash
# nanotar@0.3.0: of a file whose path is longer than a hundred characters the folders are missing, in packages as npm packs them.
# Guess: a path is read from both fields that ustar has for it, the name and its prefix, as tar and tar-stream do, since that is how npm writes paths
# of 101 to 255 characters, and FHIR packages are npm's; what it cannot read is an error. Seen: the prefix is not read, so that the file is there by
# its last part alone; two of one name in two folders are two entries of one name. What npm writes in pax (a part of over a hundred characters) is
# whole. No error. Why it matters here: examples and test scripts of implementation guides lie in long folders: a reader that takes what begins with
# package/ does not see them, and one that keeps files by name keeps one of two.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts nanotar@0.3.0 tar@7.5.23 tar-stream@3.2.2 >/dev/null 2>&1
cat > run.mjs <<'J'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseTar } from 'nanotar';
import { create } from 'tar';
import { extract } from 'tar-stream';
const files = ['read', 'search'].map((kind) => `package/tests/${kind}-${'of-a-patient-'.repeat(6)}by-name/Observation-blood-pressure.json`);
files.push(`package/StructureDefinition-${'long-'.repeat(20)}name.json`);
for (const file of files) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '{}');
}
await create({ file: 'package.tar', portable: true }, files);
const shown = (name) => `${name.length} ${name.slice(0, 15)}`;
const stream = extract();
stream.end(readFileSync('package.tar'));
const whole = [];
for await (const entry of stream) {
  whole.push(entry.header.name);
  entry.resume();
}
console.log('tar-stream:', whole.map(shown).join(', '));
console.log('nanotar:', parseTar(new Uint8Array(readFileSync('package.tar')).slice()).map(({ name }) => shown(name)).join(', '));
J
seen=$(node run.mjs)
echo "$seen"
[ "$seen" = 'tar-stream: 136 package/tests/r, 138 package/tests/s, 137 package/Structu
nanotar: 31 Observation-blo, 31 Observation-blo, 137 package/Structu' ] || { echo 'the behaviour has changed' >&2; exit 1; }
