import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { inboxKeyOf } from '../../../cli/stage/inbox-key.ts';
import { unknownSubject } from '../../../cli/stage/unknown-subject.ts';
import { temporaryFolder } from '../../support/cloud.ts';

const STAGE = { stage: 'local', inboxBucket: 'inlet-local-inbox' };
let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  temporary = await temporaryFolder();
  mkdirSync(join(temporary.folder, 'export'));
  writeFileSync(join(temporary.folder, 'a b.ndjson'), '');
});
afterAll(() => temporary.remove());

const refusal = (uri: string): string => {
  try {
    return inboxKeyOf(uri, STAGE);
  } catch (error) {
    return (error as Error).message;
  }
};

test('who names a path of this machine is shown how it is dropped', () => {
  const folder = join(temporary.folder, 'export');
  expect(refusal(folder)).toBe(
    `${folder}: this is no s3://bucket/key. A folder of this machine is dropped: \`aws s3 cp ${folder} s3://inlet-local-inbox/export/ --recursive\``,
  );
  const file = join(temporary.folder, 'a b.ndjson');
  expect(refusal(file)).toContain(
    `A file of this machine is dropped: \`aws s3 cp '${file}' s3://inlet-local-inbox/\``,
  );
  expect(refusal('/nightly/')).toBe(
    '/nightly/: this is no s3://bucket/key. In the inbox it would be s3://inlet-local-inbox/nightly/',
  );
});

test.each(['imp-2716A037', 'IMP-2716A037237961FD4D056795', 'exp-nightly', 'A'.repeat(32)])(
  'of %s, which looks like an id, it says where ids are shown',
  (subject) => {
    expect(unknownSubject(subject, STAGE).message).toBe(
      `the ledger of stage "local" knows no import, no export and no job "${subject}": an id is given whole and in small letters, as \`npx inlet status --all\` shows it`,
    );
    expect(unknownSubject(subject, { ...STAGE, stage: 'dev' }).message).toContain(
      '`npx inlet status --all --stage dev`',
    );
  },
);

test.each([
  ['nightly', '<key>'],
  ['Patient.ndjson', 'Patient.ndjson'],
  ['./export/Patient.ndjson', 'export/Patient.ndjson'],
  ['inlet-local-inbox/export/a.ndjson', 'export/a.ndjson'],
  ['S3://inlet-local-inbox/a.ndjson', 'a.ndjson'],
  ['s3:/inlet-local-inbox/export/a.ndjson', 'export/a.ndjson'],
  ['arn:aws:s3:::inlet-local-inbox/export/a.ndjson', 'export/a.ndjson'],
  ['s3:/another-bucket/a.ndjson', '<key>'],
  ['https://s3.console.aws.amazon.com/s3/object/inlet-local-inbox', '<key>'],
])('of %s, which the ledger does not know, it says how the key is asked about', (subject, key) => {
  expect(unknownSubject(subject, STAGE).message).toBe(
    `the ledger of stage "local" knows no import, no export and no job "${subject}"; a key is asked for as s3://inlet-local-inbox/${key}`,
  );
});
