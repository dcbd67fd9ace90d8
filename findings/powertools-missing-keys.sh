#!/usr/bin/env bash
# @aws-lambda-powertools/idempotency@2.35.0: events that have none of a key's members count as one event, if the key has several of them.
# Guess: where eventKeyJmesPath finds nothing the function runs, unless throwOnNoIdempotencyKey is set; a list of nulls is nothing, too, as that
# option has it. Seen: with one member, each event without it is run; with [detail.bucket.name, detail.object.key] the first event that has
# neither is run, and every other such event gets its answer, for as long as the record lives. With throwOnNoIdempotencyKey both are errors. Why
# it matters here: bucket and key are what one writes for drops; a notification that comes from S3 itself has them elsewhere, and of a day's
# files the first alone is taken, with success told for all.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts @aws-lambda-powertools/idempotency@2.35.0 \
  @aws-sdk/client-dynamodb@3.1164.0 @aws-sdk/lib-dynamodb@3.1162.0 dynalite@4.0.0 >/dev/null 2>&1
cat > run.mjs <<'J'
import { once } from 'node:events';
import dynalite from 'dynalite';
import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
const tables = dynalite({ createTableMs: 0 });
await once(tables.listen(0, '127.0.0.1'), 'listening');
const client = new DynamoDBClient({ region: 'us-east-1', endpoint: `http://127.0.0.1:${tables.address().port}`, credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
await client.send(new CreateTableCommand({ TableName: 'once', BillingMode: 'PAY_PER_REQUEST', AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }], KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] }));
await waitUntilTableExists({ client, maxWaitTime: 20, minDelay: 1 }, { TableName: 'once' });
const byEventBridge = (key) => ({ detail: { bucket: { name: 'inbox' }, object: { key } } });
const byS3 = (key) => ({ Records: [{ s3: { bucket: { name: 'inbox' }, object: { key } } }] });
let made = 0;
for (const options of [{ eventKeyJmesPath: 'detail.object.key' }, { eventKeyJmesPath: '[detail.bucket.name, detail.object.key]' }, { eventKeyJmesPath: '[detail.bucket.name, detail.object.key]', throwOnNoIdempotencyKey: true }]) {
  const config = new IdempotencyConfig(options);
  config.registerLambdaContext({ getRemainingTimeInMillis: () => 60_000 });
  let runs = [];
  const take = makeIdempotent(async (event) => { const { key } = (event.detail ?? event.Records[0].s3).object; runs.push(key); return key; }, {
    persistenceStore: new DynamoDBPersistenceLayer({ tableName: 'once', awsSdkV3Client: client }), config, dataIndexArgument: 0, keyPrefix: `${(made += 1)}`,
  });
  for (const [label, event] of [['EventBridge', byEventBridge], ['S3', byS3]]) {
    runs = [];
    const answers = [];
    for (const key of ['a', 'b', 'a']) answers.push(await take(event(key)).catch((error) => error.name));
    console.log(`${options.eventKeyJmesPath}${options.throwOnNoIdempotencyKey ? ', throw' : ''}, a b a by ${label}: answers ${answers}, run ${runs.length > 0 ? runs : 'none'}`);
  }
}
process.exit(0);
J
seen=$(node run.mjs 2>/dev/null)
echo "$seen"
[ "$seen" = 'detail.object.key, a b a by EventBridge: answers a,b,a, run a,b
detail.object.key, a b a by S3: answers a,b,a, run a,b,a
[detail.bucket.name, detail.object.key], a b a by EventBridge: answers a,b,a, run a,b
[detail.bucket.name, detail.object.key], a b a by S3: answers a,a,a, run a
[detail.bucket.name, detail.object.key], throw, a b a by EventBridge: answers a,b,a, run a,b
[detail.bucket.name, detail.object.key], throw, a b a by S3: answers IdempotencyPersistenceLayerError,IdempotencyPersistenceLayerError,IdempotencyPersistenceLayerError, run none' ] || { echo 'the behaviour has changed' >&2; exit 1; }
