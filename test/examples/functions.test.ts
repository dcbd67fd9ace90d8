import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { runInThisContext } from 'node:vm';
import { PutObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { PROJECT } from '../../tools/build/project.ts';
import type { CloudUnderTest } from '../support/cloud.ts';
import { patients, startCloud } from '../support/cloud.ts';

type Handler = (event: unknown) => Promise<unknown>;

const require = createRequire(join(PROJECT, 'package.json'));
const RESULTS = 'inlet-local-results';
const INBOX = 'inlet-local-inbox';

let cloud: CloudUnderTest;
const before = { ...process.env };
beforeAll(async () => {
  cloud = await startCloud();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: cloud.url,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_REGION: 'us-east-1',
    TARGET_BUCKET: 'inlet-local-work',
    TARGET_ACCOUNT: '000000000000',
    TARGET_KEY: 'arn:aws:kms:us-east-1:000000000000:key/theirs',
  });
});
afterAll(async () => {
  for (const name of Object.keys(process.env))
    if (!(name in before)) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, before);
  await cloud.end();
});

/** The function whose code stands in an example's template. */
function functionOf(example: string): Handler {
  const template = readFileSync(join(PROJECT, 'examples', example, 'template.yml'), 'utf8');
  const [, code = ''] = /ZipFile: \|\n((?: {10}.*\n|\n)+)/.exec(template) ?? [];
  const module = { exports: {} as { handler: Handler } };
  const run = runInThisContext(`(require, exports) => {${code.replace(/^ {10}/gm, '')}\n}`) as (
    require: NodeJS.Require,
    exports: object,
  ) => void;
  run(require, module.exports);
  return module.exports.handler;
}

/** Runs a function and gives what it logged: one line of JSON. */
async function logged(handler: Handler, event: unknown): Promise<{ log: unknown; answer: unknown }> {
  const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  try {
    const answer = await handler(event);
    return { log: JSON.parse(String(log.mock.calls.at(-1)?.[0])) as unknown, answer };
  } finally {
    jest.restoreAllMocks();
  }
}

describe('the function of an example', () => {
  test('failed-lines reads each line that failed, and logs how many', async () => {
    const bad = '{"resourceType": "Patient", "id": "Jane", "gender": "none of them"}\n';
    for (const [name, body] of [
      ['one', `${patients(2, 'a')}${bad}`],
      ['two', `${bad.replace('Jane', 'Joan')}${bad.replace('Jane', 'June')}`],
    ])
      await cloud.s3.send(
        new PutObjectCommand({ Bucket: INBOX, Key: `bad/${name ?? ''}.ndjson`, Body: body ?? '' }),
      );
    await cloud.idle();
    const event = cloud.events.find((one) => one['detail-type'] === 'Import Results Summarized');
    const { log } = await logged(functionOf('failed-lines'), event);
    expect(log).toEqual({ importId: event?.detail.importId, eventId: event?.detail.eventId, lines: 3 });
  });

  test('export-to-another-account copies each file once, wherever its event comes from, and gives back what it could not', async () => {
    const key = 'exports/nightly/store-FHIR_EXPORT-job/Patient/Patient 1.ndjson';
    await cloud.s3.send(new PutObjectCommand({ Bucket: RESULTS, Key: key, Body: patients(1) }));
    const recordOf = (messageId: string, fileS3Uri: string) => ({
      messageId,
      body: JSON.stringify({ detail: { fileS3Uri, exportId: 'exp-nightly-1', resourceType: 'Patient' } }),
    });
    const Records = [
      recordOf('good', `s3://${RESULTS}/${key}`),
      recordOf('again', `s3://${RESULTS}/${key}`),
      recordOf('gone', `s3://${RESULTS}/gone.ndjson`),
    ];
    const { answer, log } = await logged(functionOf('export-to-another-account'), { Records });
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'gone' }] });
    expect(log).toEqual({ files: 3, failed: 1 });
    const { Contents = [] } = await cloud.s3.send(
      new ListObjectsV2Command({ Bucket: 'inlet-local-work', Prefix: 'exp-nightly-1/' }),
    );
    expect(Contents.map(({ Key }) => Key)).toEqual(['exp-nightly-1/Patient/Patient 1.ndjson']);
  });
});
