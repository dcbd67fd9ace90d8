#!/usr/bin/env bash
# dynalite@4.0.0: every Query and Scan leaves an iterator of its LevelDB open, for as long as the process lives.
# Guess: a query is over when it is answered, and what it read by is closed then. Seen: none of them is closed. dynalite ends a
# read by the iterator's `return`, which iterators of level 10 do not have. Why it matters here: an open iterator holds the state of
# the database that it began with, so memory and files that were deleted grow with each query; suites that run against dynalite for
# minutes, and anything that polls, feel it as a leak of their own.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts dynalite@4.0.0 >/dev/null 2>&1
cat > run.cjs <<'J'
const { MemoryLevel } = require('memory-level');
let opened = 0; let closed = 0;
for (const name of ['keys', 'values', 'iterator']) {
  const open = MemoryLevel.prototype[name];
  MemoryLevel.prototype[name] = function (...given) {
    const iterator = open.apply(this, given);
    const close = iterator.close;
    opened += 1;
    iterator.close = function (...rest) { closed += 1; iterator.close = close; return close.apply(this, rest); };
    return iterator;
  };
}
const server = require('dynalite')({ createTableMs: 0 });
const call = (action, body) => fetch(`http://127.0.0.1:${server.address().port}`, {
  method: 'POST', body: JSON.stringify(body),
  headers: { 'x-amz-target': `DynamoDB_20120810.${action}`, 'content-type': 'application/x-amz-json-1.0',
    authorization: 'AWS4-HMAC-SHA256 Credential=a/20261129/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0', 'x-amz-date': '20261129T000000Z' },
}).then((answer) => answer.json());
server.listen(0, '127.0.0.1', async () => {
  await call('CreateTable', { TableName: 'rows', BillingMode: 'PAY_PER_REQUEST', AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }], KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }] });
  while ((await call('DescribeTable', { TableName: 'rows' })).Table?.TableStatus !== 'ACTIVE');
  await call('PutItem', { TableName: 'rows', Item: { pk: { S: 'a' } } });
  opened = closed = 0;
  let found = 0;
  for (let at = 0; at < 100; at += 1) found += (await call('Query', { TableName: 'rows', KeyConditionExpression: 'pk = :a', ExpressionAttributeValues: { ':a': { S: 'a' } } })).Count;
  await new Promise((resolve) => setTimeout(resolve, 200));
  console.log(`100 queries found ${found} rows; iterators opened ${opened}, closed ${closed}`);
  process.exit(0);
});
J
seen=$(node run.cjs)
echo "$seen"
[ "$seen" = '100 queries found 100 rows; iterators opened 100, closed 0' ] || { echo 'the behaviour has changed' >&2; exit 1; }
