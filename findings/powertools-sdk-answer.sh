#!/usr/bin/env bash
# @aws-lambda-powertools/idempotency@2.35.0 with @aws-sdk/client-healthlake@3.1048.0: a function that answers with what the SDK answered has
# done its work, and then fails; its record stays INPROGRESS.
# Guess: the answer is stored as JSON, and the second call gets it. Seen: the SDK's answer has `$metadata` with members that are
# undefined, which Powertools does not leave out as it writes the record (IdempotencyPersistenceLayerError). The job is started, the caller
# gets an error, each retry is told that an execution is in progress, and after the record's expiry the job is started once more. An
# answer with a Date, such as that of DescribeFHIRImportJob, fails in the same way. Why it matters here: to wrap the start of a job in
# makeIdempotent and to give back its answer is what one writes first; give back the members that are needed.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts @aws-lambda-powertools/idempotency@2.35.0 \
  @aws-sdk/client-healthlake@3.1048.0 @aws-sdk/client-dynamodb@3.1164.0 @aws-sdk/lib-dynamodb@3.1162.0 dynalite@4.0.0 >/dev/null 2>&1
cat > run.mjs <<'J'
import { createServer } from 'node:http';
import { once } from 'node:events';
import dynalite from 'dynalite';
import { CreateTableCommand, DynamoDBClient, ScanCommand, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { HealthLakeClient, StartFHIRImportJobCommand } from '@aws-sdk/client-healthlake';
import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';

let started = 0;
const healthLake = createServer((request, response) => {
  request.resume().on('end', () => {
    started += 1;
    response.setHeader('content-type', 'application/x-amz-json-1.0').end('{"JobId":"j1","JobStatus":"SUBMITTED"}');
  });
});
const tables = dynalite({ createTableMs: 0 });
for (const server of [healthLake, tables]) await once(server.listen(0, '127.0.0.1'), 'listening');
const at = (server) => ({ region: 'us-east-1', endpoint: `http://127.0.0.1:${server.address().port}`, credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
const client = new DynamoDBClient(at(tables));
await client.send(new CreateTableCommand({ TableName: 'once', BillingMode: 'PAY_PER_REQUEST', AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }], KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] }));
await waitUntilTableExists({ client, maxWaitTime: 20, minDelay: 1 }, { TableName: 'once' });

const jobs = new HealthLakeClient(at(healthLake));
const order = {
  DatastoreId: '0'.repeat(32), DataAccessRoleArn: 'arn:aws:iam::123456789012:role/r', InputDataConfig: { S3Uri: 's3://b/in/' },
  JobOutputDataConfig: { S3Configuration: { S3Uri: 's3://b/out/', KmsKeyId: 'arn:aws:kms:us-east-1:123456789012:key/k' } },
};
const config = new IdempotencyConfig({ eventKeyJmesPath: 'ClientToken' });
config.registerLambdaContext({ getRemainingTimeInMillis: () => 60_000 });
const start = makeIdempotent(async (asked) => jobs.send(new StartFHIRImportJobCommand(asked)), {
  persistenceStore: new DynamoDBPersistenceLayer({ tableName: 'once', awsSdkV3Client: client }), config, dataIndexArgument: 0,
});
const told = async () => start({ ...order, ClientToken: 'token-1' }).then((answer) => answer.JobId, (error) => `${error.name}: ${(error.cause ?? error).message.split('=')[0].split(' with ')[0]}`);
console.log(`first call: ${await told()}`);
console.log(`second call: ${await told()}`);
const { Items } = await client.send(new ScanCommand({ TableName: 'once' }));
console.log(`jobs started ${started}, record ${Items[0].status.S}`);
process.exit(0);
J
seen=$(node run.mjs 2>/dev/null)
echo "$seen"
[ "$seen" = 'first call: IdempotencyPersistenceLayerError: Pass options.removeUndefinedValues
second call: IdempotencyAlreadyInProgressError: There is already an execution in progress
jobs started 1, record INPROGRESS' ] || { echo 'the behaviour has changed' >&2; exit 1; }
