#!/usr/bin/env bash
# jsonata@2.2.2 (the language of FHIR maps such as FUME's): $base64encode writes Latin-1, a euro sign becomes a not sign, and zones depend on a picture.
# Guess: text is made UTF-8 before it is Base64, as in JavaScript's btoa with TextEncoder, Python and FHIR's "text/plain; charset=utf-8", or letters
# beyond Latin-1 are refused, as btoa does. Seen: Müller is the bytes of Latin-1, of 5 € the euro sign is cut to one byte and comes back as ¬, and
# what others wrote in UTF-8 is read as MÃ¼ller. $toMillis("2020-05-01T10:00:00") is in the zone of the machine, and with a picture that has no zone
# the same moment is in UTC: in Berlin the two are two hours apart. No error. Why it matters here: a map from HL7 version 2 puts a report into
# Attachment.data with $base64encode, where a viewer shows it broken, and its times are right in Lambda, whose zone is UTC, and wrong in a test.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts jsonata@2.2.2 >/dev/null 2>&1
cat > run.mjs <<'J'
import jsonata from 'jsonata';
const expressions = ['$base64encode("Müller")', '$base64decode("TcO8bGxlcg==")', '$base64decode($base64encode("5 €"))', '$fromMillis($toMillis("2020-05-01T10:00:00"))', '$fromMillis($toMillis("2020-05-01T10:00:00", "[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01]"))'];
for (const expression of expressions) console.log(`${expression}: ${await jsonata(expression).evaluate({})}`);
J
seen=$(TZ=Europe/Berlin node run.mjs)
echo "$seen"
[ "$seen" = '$base64encode("Müller"): TfxsbGVy
$base64decode("TcO8bGxlcg=="): MÃ¼ller
$base64decode($base64encode("5 €")): 5 ¬
$fromMillis($toMillis("2020-05-01T10:00:00")): 2020-05-01T08:00:00.000Z
$fromMillis($toMillis("2020-05-01T10:00:00", "[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01]")): 2020-05-01T10:00:00.000Z' ] || { echo 'the behaviour has changed' >&2; exit 1; }
