#!/usr/bin/env bash
# @aws-sdk/client-healthlake@3.1048.0: the waiter for imports never notices that a job was cancelled; the one for exports does.
# Guess: both waiters end with success at COMPLETED, and with a failure at every other state in which a job stays.
# Seen: at CANCEL_COMPLETED the export's waiter fails, while the import's goes on asking until its time is up and says TIMEOUT; and
# COMPLETED_WITH_ERRORS is a success for both. Why it matters here: who waits an hour for an import that somebody cancelled in the first
# minute waits the hour, and who trusts SUCCESS loads no rejected line again; Inlet reads the states itself.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts @aws-sdk/client-healthlake@3.1048.0 >/dev/null 2>&1
cat > run.mjs <<'J'
import { createServer } from 'node:http';
import { once } from 'node:events';
import { HealthLakeClient, waitUntilFHIRExportJobCompleted, waitUntilFHIRImportJobCompleted } from '@aws-sdk/client-healthlake';
let status = '';
const server = createServer((request, response) => {
  const member = /Import/.test(request.headers['x-amz-target']) ? 'ImportJobProperties' : 'ExportJobProperties';
  request.resume().on('end', () => response.setHeader('content-type', 'application/x-amz-json-1.0').end(JSON.stringify({ [member]: { JobId: 'j1', JobStatus: status, SubmitTime: 1767225600 } })));
});
await once(server.listen(0, '127.0.0.1'), 'listening');
const client = new HealthLakeClient({ region: 'us-east-1', endpoint: `http://127.0.0.1:${server.address().port}`, credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
const times = { client, maxWaitTime: 4, minDelay: 1, maxDelay: 1 };
for (const [kind, wait] of [['import', waitUntilFHIRImportJobCompleted], ['export', waitUntilFHIRExportJobCompleted]])
  for (status of ['COMPLETED', 'COMPLETED_WITH_ERRORS', 'FAILED', 'CANCEL_COMPLETED']) {
    const end = await wait(times, { DatastoreId: '0'.repeat(32), JobId: 'j1' }).then((result) => result.state, (error) => JSON.parse(error.message).state);
    console.log(`${kind} ${status} -> ${end}`);
  }
process.exit(0);
J
seen=$(node run.mjs 2>/dev/null)
echo "$seen"
[ "$seen" = 'import COMPLETED -> SUCCESS
import COMPLETED_WITH_ERRORS -> SUCCESS
import FAILED -> FAILURE
import CANCEL_COMPLETED -> TIMEOUT
export COMPLETED -> SUCCESS
export COMPLETED_WITH_ERRORS -> SUCCESS
export FAILED -> FAILURE
export CANCEL_COMPLETED -> FAILURE' ] || { echo 'the behaviour has changed' >&2; exit 1; }
