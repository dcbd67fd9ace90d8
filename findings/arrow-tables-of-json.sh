#!/usr/bin/env bash
# apache-arrow@21.2.0, tableFromJSON: a Boolean that a row does not have is false, and a text that it does not have is "".
# Guess: what a row lacks is null in the table, as NDJSON has no other way to say it, and what does not fit a column's type is an error. Seen: an
# absent number is null, an absent Boolean false and an absent text the empty one, with a null count of 0; only an explicit null is null. A text in
# a column of numbers becomes null, in one of Booleans false; an object keeps the members that the first one had; where the first list is empty, the
# others hold nulls. No error in any of it (a list of texts is one). Why it matters here: in a table made of an export's lines each Patient without
# active is not active, and "is null" finds nobody; written back, empty texts are what an import refuses.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts apache-arrow@21.2.0 >/dev/null 2>&1
cat > run.mjs <<'J'
import { tableFromIPC, tableFromJSON, tableToIPC } from 'apache-arrow';
for (const [label, ...values] of [
  ['a Boolean is missing', true, undefined], ['a Boolean is null', true, null], ['a text is missing', 'male', undefined], ['a text is null', 'male', null], ['a number is missing', 2, undefined],
  ['a text among numbers', 5, '<5'], ['a text among Booleans', true, 'unknown'], ['another member', { value: 5, unit: 'mg' }, { value: 6, comparator: '<' }], ['an empty list first', [], [7]],
]) {
  const rows = values.map((v, at) => (v === undefined ? { id: at } : { id: at, v }));
  const table = tableFromIPC(tableToIPC(tableFromJSON(rows)));
  console.log(`${label}: ${rows.map((row) => JSON.stringify(row)).join(' ')} as ${table.schema.fields[1].type}: ${JSON.stringify(table.toArray().map(({ v }) => v))}, nulls ${table.getChild('v').nullCount}`);
}
J
seen=$(node run.mjs)
echo "$seen"
[ "$seen" = 'a Boolean is missing: {"id":0,"v":true} {"id":1} as Bool: [true,false], nulls 0
a Boolean is null: {"id":0,"v":true} {"id":1,"v":null} as Bool: [true,null], nulls 1
a text is missing: {"id":0,"v":"male"} {"id":1} as Dictionary<Int32, Utf8>: ["male",""], nulls 0
a text is null: {"id":0,"v":"male"} {"id":1,"v":null} as Dictionary<Int32, Utf8>: ["male",null], nulls 1
a number is missing: {"id":0,"v":2} {"id":1} as Float64: [2,null], nulls 0
a text among numbers: {"id":0,"v":5} {"id":1,"v":"<5"} as Float64: [5,null], nulls 0
a text among Booleans: {"id":0,"v":true} {"id":1,"v":"unknown"} as Bool: [true,false], nulls 0
another member: {"id":0,"v":{"value":5,"unit":"mg"}} {"id":1,"v":{"value":6,"comparator":"<"}} as Struct<{value:Float64, unit:Dictionary<Int32, Utf8>}>: [{"value":5,"unit":"mg"},{"value":6,"unit":""}], nulls 0
an empty list first: {"id":0,"v":[]} {"id":1,"v":[7]} as List<Null>: [[],[null]], nulls 0' ] || { echo 'the behaviour has changed' >&2; exit 1; }
