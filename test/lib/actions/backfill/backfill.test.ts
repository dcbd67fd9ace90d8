import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { lookAtPrefix } from '../../../../lib/actions/backfill/look-at-prefix.ts';
import { recordBackfill } from '../../../../lib/actions/backfill/record-backfill.ts';
import { sampleFiles } from '../../../../lib/actions/backfill/sample-files.ts';
import { newestArrival } from '../../../../lib/ledger/arrivals.ts';
import { getImport } from '../../../../lib/ledger/imports.ts';
import { patients } from '../../../support/cloud.ts';
import { dieAt } from '../../../support/die-at.ts';
import type { World } from '../../../support/world.ts';
import { startWorld } from '../../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.end());

const reader = () => ({ ...world.planWriter(), stage: 'local', busName: 'bus' });
const look = (prefix: string) => lookAtPrefix(reader(), prefix, undefined);
const backfill = async (prefix: string) => recordBackfill(reader(), (await look(prefix)).backfill);
const runToTheEnd = async () => {
  world.later(61);
  await world.start();
  await world.jobsEnded();
  await world.poll();
};
const importOf = async (key: string) => {
  const arrival = await newestArrival(world.ledger, 'inbox', key);
  return getImport(world.ledger, arrival?.importId ?? '');
};

let names = 0;
const freshPrefix = (): string => `backfill-${(names += 1)}/`;

describe('what already lies in the inbox', () => {
  test('is imported as if it had been dropped, and is nothing new the next time', async () => {
    const prefix = freshPrefix();
    for (const name of ['a', 'sub/b']) await world.drop(`${prefix}${name}.ndjson`, patients(1, `${names}`));
    expect((await look(prefix)).found.totals).toMatchObject({ objects: 2, files: 2, jobs: 1 });
    expect(await backfill(prefix)).toBe(2);
    expect((await look(prefix)).found.totals).toMatchObject({ files: 0, pending: 2 });
    await runToTheEnd();
    expect(await importOf(`${prefix}sub/b.ndjson`)).toMatchObject({ outcome: 'COMPLETED', fileCount: 2 });
    expect((await look(prefix)).found.totals).toMatchObject({ files: 0, imported: 2 });
    expect(await backfill(prefix)).toBe(0);
  });

  test('is imported once, also where S3’s event comes afterwards', async () => {
    const prefix = freshPrefix();
    const message = await world.drop(`${prefix}a.ndjson`, patients(1, `${names}`));
    await backfill(prefix);
    await world.record(message);
    await runToTheEnd();
    const row = await importOf(`${prefix}a.ndjson`);
    expect(world.jobs().filter(({ jobName }) => jobName === row?.importId)).toHaveLength(1);
    await world.record(message);
    world.later(61);
    expect((await world.start()).imports).toEqual([]);
  });

  test('is closed at once by a _SUCCESS that lies with it', async () => {
    const prefix = freshPrefix();
    await world.drop(`${prefix}a.ndjson`, patients(1, `${names}`));
    await world.drop(`${prefix}_SUCCESS`, '');
    await backfill(prefix);
    const closed = (await world.start()).drops.find(({ drop }) => drop === prefix);
    expect(closed).toMatchObject({ because: 'marker', pendingFiles: 1 });
    await runToTheEnd();
  });

  test('is told apart: what a bulk export’s manifest names as its errors is rejected, what is missing is told', async () => {
    const prefix = freshPrefix();
    await world.drop(`${prefix}Patient.ndjson`, patients(1, `${names}`));
    await world.drop(`${prefix}errors.ndjson`, patients(1, `${names}`));
    const manifest = {
      output: [{ url: 'https://e.org/Patient.ndjson' }, { url: 'https://e.org/Observation.ndjson' }],
      error: [{ url: 'https://e.org/errors.ndjson' }],
    };
    await world.drop(`${prefix}_manifest.json`, JSON.stringify(manifest));
    const { found } = await look(prefix);
    expect(found).toMatchObject({
      totals: { files: 1, rejected: 1 },
      rejected: [{ key: `${prefix}errors.ndjson`, reason: 'bulk-export-error' }],
      incompleteManifests: [{ key: `${prefix}_manifest.json`, missingFiles: 1 }],
    });
  });

  test('is not taken again where its import failed: that import is named instead', async () => {
    const prefix = freshPrefix();
    await world.drop(`${prefix}a.ndjson`, patients(1, `${names}`));
    await backfill(prefix);
    world.configure({ unusableKeys: ['arn:aws:kms:us-east-1:000000000000:key/results'] });
    await runToTheEnd();
    world.configure({ unusableKeys: [] });
    const row = await importOf(`${prefix}a.ndjson`);
    expect(row?.outcome).toBe('FAILED');
    const { found } = await look(prefix);
    expect(found).toMatchObject({ totals: { files: 0, failed: 1 }, failedImports: [row?.importId] });
  });

  test('is looked into without changing anything, and without a word of its content', async () => {
    const prefix = freshPrefix();
    await world.drop(`${prefix}a.ndjson`, '{"resourceType":"Patient","id":"secret id"}\n{"name":"secret"}\n');
    world.calls.length = 0;
    const { backfill: work } = await look(prefix);
    const sample = await sampleFiles(world.s3, 'inbox', work.fresh);
    expect(world.calls.filter(({ name }) => !/^(Get|Head|List|Query|BatchGet)/.test(name))).toEqual([]);
    expect(sample).toEqual({
      files: 1,
      lines: 2,
      filesWithProblems: 1,
      problems: [
        { key: `${prefix}a.ndjson`, line: 1, problem: 'invalid-id' },
        { key: `${prefix}a.ndjson`, line: 2, problem: 'no-resource-type' },
      ],
      truncated: false,
    });
    expect(JSON.stringify(sample)).not.toContain('secret');
  });
});

describe.each(['before', 'after'] as const)('a backfill that is cut off %s its n-th change', (when) => {
  test('is whole once it is done again, and each file is imported once', async () => {
    for (let n = 1; ; n += 1) {
      const prefix = freshPrefix();
      const keys = ['a', 'b', 'sub/c'].map((name) => `${prefix}${name}.ndjson`);
      for (const key of keys) await world.drop(key, patients(1, `${when}-${n}`));
      const { died } = dieAt(world, n, when);
      const isDead = await backfill(prefix).then(
        () => false,
        () => true,
      );
      expect(isDead).toBe(died());
      world.setFault(() => undefined);
      await backfill(prefix);
      await runToTheEnd();
      const imports = new Set<string | undefined>();
      for (const key of keys) {
        const row = await importOf(key);
        expect(row?.outcome).toBe('COMPLETED');
        imports.add(row?.importId);
      }
      expect(imports.size).toBe(1);
      if (!died()) {
        expect(n).toBeGreaterThan(4);
        break;
      }
    }
  });
});
