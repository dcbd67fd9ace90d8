import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildFunctions, packageStage } from '../build/index.ts';
import { startLocalCloud } from '../../local/boot/index.ts';
import { variablesOf } from '../../local/lambda/index.ts';
import { readStack } from '../../local/cloudformation/index.ts';
import type { Called } from './first-call.ts';
import { firstCall } from './first-call.ts';
import { inFolder } from './in-folder.ts';
import { interleaved } from './interleaved.ts';
import { median, report } from './report.ts';

const ROUNDS = 15;

/** An hour as the minute of schedules: the cloud's own functions keep quiet meanwhile. */
const QUIET = { port: 0, minuteMs: 3_600_000 };

/**
 * How long each function takes in a fresh process, from the process's start to its first answer, beside a handler that
 * does nothing. The local cloud answers its calls, so first connections and signatures are part of it.
 */
export async function coldStart(): Promise<void> {
  await inFolder(async (folder) => {
    const empty = join(folder, 'empty.cjs');
    writeFileSync(empty, 'exports.handler = async () => ({});');
    const { functions } = await buildFunctions({ stage: 'local' });
    const { folder: packageFolder } = await packageStage({ stage: 'local' });
    const cloud = await startLocalCloud({ packageFolder, ...QUIET });
    try {
      const [dataStore] = (await cloud.state()).datastores;
      const stack = readStack({
        packageFolder,
        endpoint: cloud.url,
        dataStoreId: () => dataStore?.datastoreId ?? '',
      });
      const called = new Map<string, Called>([
        ['empty', { file: empty, environment: {}, event: () => ({}) }],
      ]);
      for (const { name, file } of functions) {
        const declared = stack.functions.find((candidate) => candidate.name === `inlet-local-${name}`);
        if (!declared) throw new Error(`the template has no function for ${name}`);
        const environment = variablesOf(declared, {
          functionVersion: '$LATEST',
          logStreamName: 'bench',
          taskRoot: folder,
          endpoint: cloud.url,
          sessionToken: 'bench',
        });
        called.set(name, { file, environment, event: EVENTS[name] ?? (() => ({})) });
      }
      await measure(called);
    } finally {
      await cloud.close();
    }
  });
}

async function measure(called: ReadonlyMap<string, Called>): Promise<void> {
  const loaded = new Map<string, number[]>();
  const answered = await interleaved(
    ROUNDS,
    Object.fromEntries(
      [...called].map(([name, one]) => [
        name,
        async () => {
          const times = await firstCall(one);
          loaded.set(name, [...(loaded.get(name) ?? []), times.loaded]);
          return times.answered;
        },
      ]),
    ),
  );
  const yardstick = answered.empty ?? NaN;
  const rows = [...called].filter(([name]) => name !== 'empty');
  report(
    'cold start: process start to first answer',
    'an empty handler',
    rows.map(([name, { file }]) => [
      `${name}, ${Math.round(statSync(file).size / 1000)} kB`,
      (answered[name] ?? NaN) / yardstick,
    ]),
  );
  report(
    'of it: until the bundle is loaded',
    'an empty handler',
    rows.map(([name]) => [name, median(loaded.get(name) ?? []) / yardstick]),
  );
}

let files = 0;

/** What a function is called with, where it is more than a tick of its schedule. */
const EVENTS: Readonly<Record<string, () => unknown>> = {
  'summarize-import': () => ({ Records: [] }),
  'identity-provider': () => ({
    datastoreEndpoint: `https://healthlake.us-east-1.amazonaws.com/datastore/${'0'.repeat(32)}/r4/`,
    operationName: 'ReadResource',
    bearerToken: 'not.a.token',
  }),
  'record-arrivals': () => ({
    Records: [
      {
        messageId: '1',
        body: JSON.stringify({
          source: 'aws.s3',
          'detail-type': 'Object Created',
          detail: {
            bucket: { name: 'inlet-local-inbox' },
            object: { key: `bench/${(files += 1)}.ndjson`, size: 1, etag: 'e', sequencer: '1' },
          },
        }),
      },
    ],
  }),
};
