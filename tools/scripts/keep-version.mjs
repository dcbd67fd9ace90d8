import { spawnSync } from 'node:child_process';
import {
  createWriteStream,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import './require-node.mjs';
import importTypeScript from './import-typescript.cjs';

/**
 * Keeps this version of Inlet for tests of later ones: `npm run keep-version -- <name>` writes test/fixtures/versions/<name>.tar.gz with
 * the packaged stage local (`package/`), a state folder that it left (`state/`), and what its FHIR endpoint answered (`answers.json`).
 * To be run before what is stored changes its form. In the state: resources with several versions, a deletion, refused lines, an
 * idempotency key, and an import that was stopped midway (`inFlight` of answers.json says how many lines it has).
 */
const [name = ''] = process.argv.slice(2);
if (!/^[\w.-]+$/.test(name)) {
  console.error('npm run keep-version -- <name>: letters, digits, dots and dashes');
  process.exit(2);
}
/** Enough that it is not done when it is looked at. */
const IN_FLIGHT_BYTES = 12_000_000;
const MOST_BYTES = 3_000_000;

const { startLocalCloud } = await importTypeScript('local/boot/index.ts');
const { packageStage } = await importTypeScript('tools/build/index.ts');
const { dropFiles } = await importTypeScript('tools/upload/index.ts');
const { chunks, largeFile } = await importTypeScript('tools/sample-population/index.ts');

const work = mkdtempSync(join(tmpdir(), 'inlet-keep-version-'));
try {
  await keep();
} finally {
  rmSync(work, { recursive: true, force: true });
}

async function keep() {
  const { folder: packageFolder } = await packageStage({ stage: 'local' });
  const cloud = await startLocalCloud({
    packageFolder,
    stateFolder: join(work, 'state'),
    port: 0,
    minuteMs: 200,
  });
  const drop = (file, key) => dropFiles(cloud.url, cloud.names.inboxBucket, [{ file, key }]);
  const until = async (holds) => {
    while (!(await holds())) await pause(1);
  };

  const small = join(work, 'Patient.ndjson');
  writeFileSync(small, `${[...smallLines()].join('\n')}\n`);
  await drop(small, 'small/Patient.ndjson');
  await until(async () => (await cloud.state()).imports.length === 1 && (await cloud.isIdle()));
  const answers = await writeAndRead(cloud);

  const large = join(work, 'Observation.ndjson');
  const { lines, expected } = largeFile({ bytes: IN_FLIGHT_BYTES });
  await pipeline(Readable.from(chunks(lines())), createWriteStream(large));
  await drop(large, 'large/Observation.ndjson');
  await until(() => (cloud.progress()[0]?.bytesRead ?? 0) > 0);
  await cloud.close();

  writeFileSync(
    join(work, 'answers.json'),
    JSON.stringify({ inFlight: expected.lines, answers }, undefined, 1),
  );
  cpSync(packageFolder, join(work, 'package'), {
    recursive: true,
    filter: (from) => !from.endsWith('serverless-state.json'),
  });
  const { status } = spawnSync('tar', ['-cf', 'kept.tar', 'package', 'state', 'answers.json'], {
    cwd: work,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('tar could not write the archive');
  const bytes = gzipSync(readFileSync(join(work, 'kept.tar')), { level: 9 });
  if (bytes.length > MOST_BYTES)
    throw new Error(`that is ${bytes.length} bytes: no more than ${MOST_BYTES} are kept`);
  const folder = 'test/fixtures/versions';
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.tar.gz`), bytes);
  console.log(`${folder}/${name}.tar.gz: ${bytes.length} bytes`);
}

/** Patients with all that matters to what is stored: meta of every kind, refused lines, texts beyond ASCII, a line twice. */
function* smallLines() {
  yield '{"resourceType":"Patient","id":"plain","active":true}';
  yield '{"resourceType":"Patient","id":"tagged","meta":{"tag":[{"system":"urn:x","code":"a"}]},"active":true}';
  yield '{"resourceType":"Patient","meta":{"versionId":"99","lastUpdated":"2001-02-03T04:05:06Z","profile":["http://example.org/p"]},"id":"given-meta"}';
  yield '{ "resourceType" : "Patient" , "id" : "spaced" , "meta" : { "source" : "urn:y" } , "name" : [ { "family" : "Größe \\u00df 漢字" } ] }';
  yield '{"resourceType":"Patient","id":"refused","gender":"none"}';
  yield 'no JSON';
  for (let number = 0; number < 40; number++)
    yield `{"resourceType":"Patient","id":"p${number}","birthDate":"19${10 + number}-01-01","multipleBirthInteger":${number}}`;
  yield '{"resourceType":"Patient","id":"p0","active":false}';
}

async function writeAndRead({ url, state }) {
  const [{ datastoreId }] = (await state()).datastores;
  const base = `${url}/datastore/${datastoreId}/r4/`;
  const headers = {
    authorization:
      'AWS4-HMAC-SHA256 Credential=any/20260101/us-east-1/healthlake/aws4_request, SignedHeaders=host, Signature=00',
    'content-type': 'application/fhir+json',
  };
  const send = async (method, path, body, more = {}) => {
    const response = await globalThis.fetch(`${base}${path}`, {
      method,
      headers: { ...headers, ...more },
      ...(body && { body: JSON.stringify(body) }),
    });
    return {
      path,
      status: response.status,
      body: await response.text(),
      location: response.headers.get('location'),
    };
  };
  const patient = (id, active) => ({ resourceType: 'Patient', ...(id && { id }), active });
  for (const active of [true, false]) await send('PUT', 'Patient/p1', patient('p1', active));
  await send('DELETE', 'Patient/p2');
  await send('DELETE', 'Patient/p3');
  await send('PUT', 'Patient/p3', patient('p3', true));
  const created = await send('POST', 'Patient', patient(undefined, true), {
    'x-amz-fhir-idempotency-key': '00000000-0000-4000-8000-000000000001',
  });
  const [, id] = /Patient\/([^/]+)\/_history/.exec(created.location) ?? [];
  const ids = ['plain', 'tagged', 'given-meta', 'spaced', 'refused', 'p0', 'p1', 'p2', 'p3', 'p39', id];
  const paths = [
    ...ids.map((each) => `Patient/${each}`),
    ...['p0', 'p1', 'p2', 'p3'].flatMap((each) =>
      [1, 2, 3, 4].map((version) => `Patient/${each}/_history/${version}`),
    ),
  ];
  const answers = [];
  for (const path of paths) {
    const { status, body } = await send('GET', path);
    answers.push({ path, status, body });
  }
  return answers;
}
