import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  createReadStream,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startCliSession, testWith, type CliSession } from '../../support/programs.ts';
import { startS3, type RunningS3 } from './start-s3.ts';

const run = promisify(execFile);
const testWithCli = testWith('aws');
const testWithBoto3 = testWith('boto3');

const MIB = 1024 ** 2;
let running: RunningS3;
let cli: CliSession;
let folder: string;
beforeAll(async () => {
  running = await startS3();
  folder = mkdtempSync(join(tmpdir(), 'inlet-s3-cli-'));
  cli = startCliSession(running.url, { HOME: folder });
});
afterAll(async () => {
  await cli.end();
  await running.stop();
  rmSync(folder, { recursive: true, force: true });
});

const environment = () => ({
  PATH: process.env.PATH ?? '',
  HOME: folder,
  AWS_ENDPOINT_URL: running.url,
  AWS_ACCESS_KEY_ID: 'anybody',
  AWS_SECRET_ACCESS_KEY: 'anything',
  AWS_DEFAULT_REGION: 'us-east-1',
});
const aws = (...args: string[]): Promise<string> => cli.aws(...args);
const json = async (...args: string[]): Promise<unknown> => JSON.parse(await aws(...args));
const sha256 = async (file: string): Promise<string> => {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(file)) hash.update(piece as Uint8Array);
  return hash.digest('hex');
};

/** A file of `size` bytes that differ from block to block. */
function writeLarge(name: string, size: number): string {
  const file = join(folder, name);
  writeFileSync(
    file,
    Buffer.concat(Array.from({ length: size / MIB }, (_, i) => Buffer.alloc(MIB, `${String(i)} `))),
  );
  return file;
}

describe('the AWS CLI on the local S3', () => {
  testWithCli(
    'mb, cp --recursive, ls, sync, mv, rm and rb do what they do on S3',
    async () => {
      const drop = join(folder, 'drop');
      mkdirSync(join(drop, 'sub'), { recursive: true });
      writeFileSync(join(drop, 'Patient one+two.ndjson'), '{"resourceType":"Patient"}\n');
      writeFileSync(join(drop, 'sub', 'Größe.ndjson'), '{}\n');
      await aws('s3', 'mb', 's3://made-here');
      await aws('s3', 'cp', '--recursive', drop, 's3://made-here/drop');
      expect(await aws('s3', 'ls', '--recursive', 's3://made-here')).toMatch(
        /27 drop\/Patient one\+two\.ndjson\n.* 3 drop\/sub\/Größe\.ndjson\n/,
      );

      // A file that is older than its object is not sent again.
      for (const name of ['Patient one+two.ndjson', 'sub/Größe.ndjson']) utimesSync(join(drop, name), 1, 1);
      expect(await aws('s3', 'sync', drop, 's3://made-here/drop')).toBe('');
      writeFileSync(join(drop, 'new.ndjson'), '{}\n');
      expect(await aws('s3', 'sync', drop, 's3://made-here/drop')).toContain('new.ndjson');
      const back = join(folder, 'back');
      await aws('s3', 'sync', 's3://made-here/drop', back);
      expect(readFileSync(join(back, 'sub', 'Größe.ndjson'), 'utf8')).toBe('{}\n');

      await aws('s3', 'mv', 's3://made-here/drop/new.ndjson', 's3://made-here/moved.ndjson');
      expect(await aws('s3', 'ls', 's3://made-here')).toMatch(/PRE drop\/\n.*moved\.ndjson/);
      await aws('s3', 'rm', '--recursive', 's3://made-here');
      await aws('s3', 'rb', 's3://made-here');
      expect(await aws('s3', 'ls')).not.toContain('made-here');
    },
    180_000,
  );

  testWithCli(
    'a file of 24 MB goes up in parts, is copied in parts, and comes down in ranges',
    async () => {
      const file = writeLarge('large.bin', 24 * MIB);
      await aws('s3', 'cp', file, 's3://inbox/large.bin');
      expect(running.events.at(-1)).toMatchObject({
        reason: 'CompleteMultipartUpload',
        object: { key: 'large.bin', size: 24 * MIB, etag: expect.stringMatching(/^[0-9a-f]{32}-3$/) },
      });
      await aws('s3', 'cp', 's3://inbox/large.bin', 's3://plain/copy.bin');
      const back = join(folder, 'back.bin');
      await aws('s3', 'cp', 's3://plain/copy.bin', back);
      expect(await sha256(back)).toBe(await sha256(file));
    },
    180_000,
  );

  testWithCli(
    's3api tells versions, ranges and missing keys',
    async () => {
      const body = join(folder, 'body');
      writeFileSync(body, '0123456789');
      const name = ['--bucket', 'versioned', '--key', 'k'];
      const put = (await json('s3api', 'put-object', ...name, '--body', body)) as { VersionId: string };
      await json('s3api', 'delete-object', ...name);
      const versions = await json('s3api', 'list-object-versions', '--bucket', 'versioned');
      expect(versions).toMatchObject({
        Versions: [{ VersionId: put.VersionId }],
        DeleteMarkers: [{ IsLatest: true }],
      });
      // An id may begin with a hyphen, which would be an option's.
      const range = [`--version-id=${put.VersionId}`, '--range', 'bytes=2-3'];
      const part = join(folder, 'part');
      await aws('s3api', 'get-object', ...name, ...range, part);
      expect(readFileSync(part, 'utf8')).toBe('23');
      await expect(aws('s3api', 'head-object', ...name)).rejects.toThrow('(404)');
      await expect(aws('s3api', 'get-bucket-acl', '--bucket', 'plain')).rejects.toThrow('NotImplemented');
    },
    180_000,
  );
});

describe('boto3 on the local S3', () => {
  testWithBoto3(
    'transfers, lists, deletes and reads as it does on S3',
    async () => {
      const file = writeLarge('boto3.bin', 20 * MIB);
      const script = `
import boto3, hashlib, io, sys
s3 = boto3.client('s3')
s3.upload_file(sys.argv[1], 'kms', 'up/boto3 +.bin', ExtraArgs={'Metadata': {'a': 'b'}})
head = s3.head_object(Bucket='kms', Key='up/boto3 +.bin', ChecksumMode='ENABLED')
assert head['Metadata'] == {'a': 'b'} and head['ServerSideEncryption'] == 'aws:kms', head
data = io.BytesIO()
s3.download_fileobj('kms', 'up/boto3 +.bin', data)
assert hashlib.sha256(data.getvalue()).hexdigest() == sys.argv[2]
s3.put_object(Bucket='kms', Key='up/sha', Body=b'x', ChecksumAlgorithm='SHA256')
assert s3.get_object(Bucket='kms', Key='up/sha', ChecksumMode='ENABLED')['Body'].read() == b'x'
pages = s3.get_paginator('list_objects_v2').paginate(Bucket='kms', PaginationConfig={'PageSize': 1})
keys = [o['Key'] for p in pages for o in p['Contents']]
assert keys == ['up/boto3 +.bin', 'up/sha'], keys
url = s3.generate_presigned_url('get_object', Params={'Bucket': 'kms', 'Key': 'up/sha'})
import urllib.request
assert urllib.request.urlopen(url).read() == b'x'
s3.delete_objects(Bucket='kms', Delete={'Objects': [{'Key': k} for k in keys]})
assert s3.list_objects_v2(Bucket='kms')['KeyCount'] == 0
print('all right')
`;
      const args = ['-c', script, file, await sha256(file)];
      const { stdout } = await run('python3', args, { env: environment() });
      expect(stdout).toBe('all right\n');
    },
    180_000,
  );
});
