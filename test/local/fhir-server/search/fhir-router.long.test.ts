import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import type { Resource } from '@medplum/fhirtypes';
import { testWith } from '../../../support/shared-data.ts';
import { bothOver, compareWithRouter } from './compare-with-router.ts';

/** Of each type: as many as both sides get through in a minute. */
const OF_EACH_TYPE = 60;

/** More types and more kinds of values than the made-up population has. */
const CORPORA = ['us-core-examples', 'synthea-bulk-10'];

/** Without its meta: nobody here has the profiles that it claims. */
const parsed = (text: string): Resource =>
  JSON.parse(text, (member, value: unknown) => (member === 'meta' ? undefined : value)) as Resource;

const read = (file: string): Resource[] => {
  const text = readFileSync(file, 'utf8');
  return file.endsWith('.ndjson')
    ? text
        .split('\n', OF_EACH_TYPE)
        .filter((line) => line !== '')
        .map(parsed)
    : [parsed(text)];
};

for (const corpus of CORPORA)
  testWith(
    corpus,
    `searches of ${corpus} find what another server finds, but for what R4 or the guide has otherwise`,
    async (folder) => {
      const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
        /\.(?:ndjson|json)$/.test(name),
      );
      const both = await bothOver(files.flatMap((name) => read(join(folder, name))));
      try {
        const { searches, unexplained } = await compareWithRouter(both, 2);
        expect(searches).toBeGreaterThan(500);
        expect(unexplained).toEqual([]);
      } finally {
        await both.endpoint.stop();
      }
    },
  );
