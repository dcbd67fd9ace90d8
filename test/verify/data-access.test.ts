import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { expectAccess } from '../../verify/bench/access.ts';
import type { VerifyRecord } from '../../verify/index.ts';
import type { CloudUnderTest } from '../support/cloud.ts';
import { temporaryFolder } from '../support/cloud.ts';
import { runInlet, unbroken } from '../support/run-inlet.ts';
import { clientSettings } from '../support/server.ts';
import { expectNoNames, leftBehind, startTriedCloud } from './tried-cloud.ts';

/** What docs/verify.md says that a data access role needs. */
const NEEDED = [
  's3:ListBucket',
  's3:GetBucketPublicAccessBlock',
  's3:GetEncryptionConfiguration',
  's3:GetObject',
  's3:PutObject',
  'kms:DescribeKey',
  'kms:GenerateDataKey',
  'kms:Decrypt',
];

/** One that fails without a permission that has nothing to do with it, one that holds by that, one of exports, and one of no job. */
const ONLY = 'blank-lines,nothing-to-read,names-of-exports,filters-of-stores';

let cloud: CloudUnderTest;
let iam: IAMClient;
let folder: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  cloud = await startTriedCloud();
  iam = new IAMClient(clientSettings(cloud.url));
  ({ folder, remove } = await temporaryFolder());
});
afterAll(async () => {
  iam.destroy();
  await cloud.end();
  await remove();
});

/** A role that HealthLake may assume, and which may do this. */
async function roleWith(RoleName: string, Action: string[]): Promise<string> {
  const document = (Statement: object): string =>
    JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...Statement }] });
  const trust = document({ Principal: { Service: 'healthlake.amazonaws.com' }, Action: 'sts:AssumeRole' });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
  const policy = document({ Action, Resource: '*' });
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'data', PolicyDocument: policy }));
  return Role?.Arn ?? '';
}

async function verifyAs(name: string, actions: string[], only = ONLY) {
  const file = join(folder, `${name}.json`);
  const role = await roleWith(name, actions);
  const as = ['--data-access-role', role, '--record', file, '--only', only];
  const { code, stdout } = await runInlet(cloud.url, ['verify', '--yes', ...as]);
  const record = JSON.parse(readFileSync(file, 'utf8')) as VerifyRecord;
  await expectNoNames(cloud, record);
  expect(await leftBehind(cloud)).toEqual([]);
  return {
    code,
    said: unbroken(stdout),
    seen: record.probes.map(({ verdict, seen }) => `${verdict}: ${seen}`),
  };
}

describe('inlet verify with a data access role', () => {
  test('that may do what the page lists finds that all holds', async () => {
    const { code, said } = await verifyAs('whole', NEEDED);
    expect([code, said]).toEqual([0, expect.stringContaining('4 held, 0 broken, 0 could not be told')]);
    const page = readFileSync('docs/verify.md', 'utf8');
    expect(NEEDED.filter((action) => !page.includes(`\`${action}\``))).toEqual([]);
  });

  // To read is tried by the job itself, to write when it is submitted.
  test.each(['s3:GetObject', 's3:PutObject'])(
    'that lacks %s names it, says what to do, and calls no assumption broken',
    async (lost) => {
      const rest = NEEDED.filter((action) => action !== lost);
      const { code, said, seen } = await verifyAs(`without-${lost.replace(':', '-')}`, rest);
      const why = `could not tell: the data access role lacks ${lost}`;
      expect([code, ...seen]).toEqual([1, expect.stringMatching(/^held: /), why, why, why]);
      expect(said).toContain('`npx inlet doctor` mends the role of a stage');
      expect(said).toContain('docs/verify.md lists what one of --data-access-role needs');
    },
  );
});

test('a role that may not write leaves the export of an empty data store untold', async () => {
  const rest = NEEDED.filter((action) => action !== 's3:PutObject');
  const { seen } = await verifyAs('without-output', rest, 'empty-export');
  expect(seen).toEqual(['could not tell: the data access role lacks s3:PutObject']);
});

test('a job that fails without naming a permission is told as what it is, and one with another reason says something of HealthLake', () => {
  const why = (JobStatus: 'FAILED' | 'COMPLETED', Message?: string) => () => {
    expectAccess({ JobStatus, Message } as never);
  };
  expect(why('COMPLETED')).not.toThrow();
  const unnamed = 'an import of one patient ended FAILED: the data access role may lack a permission';
  expect(why('FAILED')).toThrow(unnamed);
  expect(why('FAILED', 'Access Denied')).toThrow(unnamed);
  expect(why('FAILED', 'arn:aws:iam::1:role/x is not authorized to perform: s3:PutObject on y')).toThrow(
    /^the data access role lacks s3:PutObject$/,
  );
  expect(() => {
    expectAccess({ JobStatus: 'FAILED' } as never, 'an export');
  }).toThrow('an export ended FAILED: the data access role may lack a permission');
  expect(why('FAILED', 'a file is larger than it may be')).not.toThrow();
});
