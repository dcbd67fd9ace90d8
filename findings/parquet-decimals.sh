#!/usr/bin/env bash
# @dsnp/parquetjs@1.8.9 (Parquet in JavaScript): 19.99 in a column of decimals with two places is stored as 19.98.
# Guess: a DECIMAL with scale 2 holds each number of two places exactly, as that is what the type is for, and what does not fit is rounded or
# refused. Seen: the number times a hundred is cut, not rounded, so that what is a trifle below the whole in binary loses a hundredth; both readers,
# its own and hyparquet 1.33.0, say the same, so that it is the file; -1.1 becomes -1.11. DOUBLE is right. The text 'false' is true in a column of
# Booleans, and 1.5 is 1 in one of integers. No error. Why it matters here: DECIMAL is what one takes for FHIR's decimals when an export is brought
# into Parquet, and of prices and results with two places one in seventeen comes out wrong.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts @dsnp/parquetjs@1.8.9 hyparquet@1.33.0 >/dev/null 2>&1
cat > run.mjs <<'J'
import parquet from '@dsnp/parquetjs';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
const { ParquetReader, ParquetSchema, ParquetWriter } = parquet;
const stored = async (type, values) => {
  const writer = await ParquetWriter.openFile(new ParquetSchema({ v: type }), 'out.parquet');
  for (const v of values) await writer.appendRow({ v });
  await writer.close();
  const own = [];
  const reader = await ParquetReader.openFile('out.parquet');
  for (let row, cursor = reader.getCursor(); (row = await cursor.next()); ) own.push(row.v);
  await reader.close();
  const other = (await parquetReadObjects({ file: await asyncBufferFromFile('out.parquet') })).map(({ v }) => v);
  return [own, other];
};
const decimal = { type: 'DECIMAL', precision: 10, scale: 2 };
for (const [label, type, values] of [['DECIMAL', decimal, [1.1, 19.99, 0.29, 1.15, -19.99, -1.1, -0.07]], ['DOUBLE', { type: 'DOUBLE' }, [19.99, 0.29]], ['BOOLEAN', { type: 'BOOLEAN' }, [true, 'false', false]], ['INT32', { type: 'INT32' }, [1, 1.5]]]) {
  const [own, other] = await stored(type, values);
  console.log(`${label} ${JSON.stringify(values)}: ${JSON.stringify(own)}, hyparquet ${JSON.stringify(other)}`);
}
const all = Array.from({ length: 10_000 }, (_, at) => Number((at / 100).toFixed(2)));
const [own] = await stored(decimal, all);
console.log(`0.00 to 99.99: ${own.filter((value, at) => value !== all[at]).length} of ${all.length} are another number`);
J
seen=$(node run.mjs)
echo "$seen"
[ "$seen" = 'DECIMAL [1.1,19.99,0.29,1.15,-19.99,-1.1,-0.07]: [1.1,19.98,0.28,1.14,-19.99,-1.11,-0.08], hyparquet [1.1,19.98,0.28,1.14,-19.99,-1.11,-0.08]
DOUBLE [19.99,0.29]: [19.99,0.29], hyparquet [19.99,0.29]
BOOLEAN [true,"false",false]: [true,true,false], hyparquet [true,true,false]
INT32 [1,1.5]: [1,1], hyparquet [1,1]
0.00 to 99.99: 573 of 10000 are another number' ] || { echo 'the behaviour has changed' >&2; exit 1; }
