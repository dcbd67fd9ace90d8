import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openStore } from '../../local/healthlake/store/store.ts';
import { readJson, startCloud, temporaryFolder, until } from '../support/cloud.ts';
import { KEPT_VERSIONS, unpackVersion } from '../support/kept-version.ts';

/** answers.json of a kept version (tools/scripts/keep-version.mjs). */
interface Kept {
  /** Lines of the import that was stopped midway. */
  inFlight: number;
  answers: { path: string; status: number; body: string }[];
}

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  temporary = await temporaryFolder();
});
afterAll(() => temporary.remove());

function unpack(archive: string, folder: string): Kept {
  unpackVersion(archive, folder);
  return readJson(join(folder, 'answers.json')) as Kept;
}

const SIGNED = {
  authorization:
    'AWS4-HMAC-SHA256 Credential=any/20260101/us-east-1/healthlake/aws4_request, SignedHeaders=host, Signature=00',
  'content-type': 'application/fhir+json',
};

test.each(readdirSync(KEPT_VERSIONS))('state and bundles of %s are taken over', async (archive) => {
  const folder = join(temporary.folder, archive);
  const { answers, inFlight } = unpack(archive, folder);
  const state = join(folder, 'state');
  const options = { packageFolder: join(folder, 'package'), stateFolder: state, port: 0, minuteMs: 200 };
  const cloud = await startCloud(options);
  const [{ datastoreId } = { datastoreId: '' }] = (await cloud.state()).datastores;
  const fhir = `${cloud.url}/datastore/${datastoreId}/r4/`;
  try {
    const now = await Promise.all(
      answers.map(async ({ path }) => {
        const response = await fetch(`${fhir}${path}`, { headers: SIGNED });
        return { path, status: response.status, body: await response.text() };
      }),
    );
    expect(now).toEqual(answers);
    const again = await fetch(`${fhir}Patient`, {
      method: 'POST',
      headers: { ...SIGNED, 'x-amz-fhir-idempotency-key': '00000000-0000-4000-8000-000000000001' },
      body: '{"resourceType":"Patient","active":true}',
    });
    expect(again.status).toBe(409);
    await until(() => cloud.isIdle(), 'the end of the import that was under way');
    expect((await cloud.state()).imports.map(({ state: end }) => end).sort()).toEqual([
      'COMPLETED',
      'COMPLETED_WITH_ERRORS',
    ]);
  } finally {
    await cloud.end();
  }
  const store = openStore(state);
  try {
    const versions = Array.from(store.places(datastoreId, 'Observation'), ({ version }) => version);
    expect([versions.length, new Set(versions)]).toEqual([inFlight, new Set([1])]);
  } finally {
    store.close();
  }
});
