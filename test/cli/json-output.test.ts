import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { COMMANDS } from '../../cli/all-commands.ts';
import type { KeyStatus } from '../../lib/status/document.ts';
import type { CloudUnderTest } from '../support/cloud.ts';
import { patients, startCloud, temporaryFolder } from '../support/cloud.ts';
import type { Ended } from '../support/run-inlet.ts';
import { inletJson, runInlet } from '../support/run-inlet.ts';

const INBOX = 's3://inlet-local-inbox';
const NO_IMPORT = `imp-${'0'.repeat(24)}`;

let cloud: CloudUnderTest;
let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
const known = { importId: '', folder: '' };
beforeAll(async () => {
  [cloud, temporary] = await Promise.all([startCloud({ minuteMs: 1000 }), temporaryFolder()]);
  known.folder = temporary.folder;
  const body = `${patients(1)}{"resourceType":"Patient","id":"x","gender":"wrong"}\n`;
  await cloud.s3.send(
    new PutObjectCommand({ Bucket: 'inlet-local-inbox', Key: 'there/a.ndjson', Body: body }),
  );
  await cloud.idle();
  const status = await inletJson<KeyStatus>(cloud.url, ['status', `${INBOX}/there/a.ndjson`]);
  known.importId = status.arrivals[0]?.importId ?? '';
  writeFileSync(join(temporary.folder, 'mixed.ndjson'), body);
  writeFileSync(join(temporary.folder, 'right.ndjson'), patients(2));
});
afterAll(async () => {
  await cloud.end();
  await temporary.remove();
});

interface Case {
  args: readonly string[];
  /** Undefined where it depends on how far the cloud's clock is. */
  code: number | undefined;
  /** How many documents are written, one a line where there are more: 0 where the command could not do its work. */
  documents: number;
}

const inFolder = (name: string): string => join(known.folder, name);

/** Each command that has --json: where it does its work, and where it fails. */
const CASES: Readonly<Record<string, (() => Case[]) | string>> = {
  local: 'test/cli/commands.test.ts runs it: a line for each event',
  env: () => [{ args: [], code: 0, documents: 1 }],
  status: () => [
    { args: [], code: 0, documents: 1 },
    { args: ['--costs'], code: 0, documents: 1 },
    { args: [`${INBOX}/there/a.ndjson`, '--watch'], code: 1, documents: 1 },
    { args: [known.importId], code: 0, documents: 1 },
    { args: [`${INBOX}/nowhere.ndjson`], code: 1, documents: 1 },
    { args: ['s3://another-bucket/a.ndjson'], code: 1, documents: 0 },
    { args: [NO_IMPORT], code: 1, documents: 0 },
  ],
  trace: () => [
    { args: [known.importId], code: 0, documents: 1 },
    { args: [`${INBOX}/there/a.ndjson`], code: 0, documents: 1 },
    { args: [NO_IMPORT], code: 1, documents: 0 },
  ],
  import: () => [
    { args: [`${INBOX}/there/`, '--dry-run'], code: 0, documents: 1 },
    { args: [`${INBOX}/nowhere/`, '--dry-run'], code: 1, documents: 1 },
    { args: [`${INBOX}/there/`], code: 0, documents: 1 },
    { args: ['--again', NO_IMPORT, '--reason', 'it failed'], code: 1, documents: 0 },
  ],
  export: () => [
    { args: ['everything', '--watch'], code: 0, documents: 1 },
    { args: ['nothing'], code: 1, documents: 0 },
  ],
  redrive: () => [
    { args: [known.importId, '--to', inFolder('mend')], code: 0, documents: 1 },
    { args: [known.importId, '--to', inFolder('right.ndjson')], code: 1, documents: 0 },
    { args: [NO_IMPORT], code: 1, documents: 0 },
  ],
  validate: () => [
    { args: [inFolder('right.ndjson')], code: 0, documents: 1 },
    { args: [inFolder('mixed.ndjson')], code: 1, documents: 2 },
    { args: [inFolder('none.ndjson')], code: 1, documents: 0 },
  ],
  // The alarm of failed lines may sound by then.
  doctor: () => [{ args: [], code: undefined, documents: 1 }],
  verify: () => [
    {
      args: ['--yes', '--only', 'common-error-names', '--record', inFolder('record.json')],
      code: 0,
      documents: 1,
    },
    { args: ['--yes', '--only', 'nonsense'], code: 2, documents: 0 },
  ],
};

/** The documents on standard output: one over several lines, or one a line. Fails for anything else there. */
function documentsOf({ stdout }: Ended): number {
  if (stdout === '') return 0;
  try {
    JSON.parse(stdout);
    return 1;
  } catch {
    return stdout
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line)).length;
  }
}

test('every command with --json is here', async () => {
  const names: string[] = [];
  for (const { name, load } of COMMANDS) if (Object.hasOwn((await load()).options, 'json')) names.push(name);
  expect(names.sort()).toEqual(Object.keys(CASES).sort());
});

describe.each(Object.entries(CASES))('inlet %s --json', (name, cases) => {
  if (typeof cases === 'string') return;

  test('writes documents of JSON to standard output and nothing else, and what it says of a failure elsewhere', async () => {
    for (const { args, code, documents } of cases()) {
      const ended = await runInlet(cloud.url, [name, ...args, '--json']);
      expect([args, ended.code, documentsOf(ended)]).toEqual([args, code ?? ended.code, documents]);
      // Who gets no document hears why.
      if (documents === 0) expect(ended.stderr).toMatch(new RegExp(`^inlet ${name}: `));
    }
  });

  test('writes nothing there where the line cannot be understood, or nothing listens', async () => {
    const misuse = await runInlet(cloud.url, [name, '--no-such-option', '--json']);
    expect([misuse.code, misuse.stdout]).toEqual([2, '']);
    if (name === 'validate' || name === 'env') return;
    for (const { args } of cases().slice(0, 1)) {
      const alone = await runInlet('http://127.0.0.1:1', [name, ...args, '--json']);
      expect([alone.code, alone.stdout]).toEqual([1, '']);
      expect(alone.stderr).toContain('127.0.0.1:1');
    }
  });
});
