import { DescribeArchiveCommand } from '@aws-sdk/client-eventbridge';
import type { Socket } from 'node:dgram';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, expect, test } from '@jest/globals';
import type { CloudUnderTest } from '../support/cloud.ts';
import { patients, startCloud } from '../support/cloud.ts';
import { projectWithConfig } from '../support/package-with-config.ts';

const SECRET = 'Quackenbush';

interface Segment {
  name: string;
  type: string;
  id: string;
  trace_id: string;
  parent_id: string;
  start_time: number;
  end_time: number;
  annotations?: Record<string, string>;
}

/** What stands where Lambda has an X-Ray daemon. */
interface Daemon {
  address: string;
  /** Everything that came until now. */
  heard: () => Promise<string[]>;
  close: () => void;
}

async function listen(): Promise<Daemon> {
  const socket: Socket = createSocket('udp4');
  const heard: string[] = [];
  const LAST = 'the last one';
  socket.on('message', (message) => heard.push(message.toString()));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  return {
    address: `127.0.0.1:${port}`,
    // On loopback datagrams keep their order: what was sent before is there when this one is.
    async heard() {
      socket.send(LAST, port, '127.0.0.1');
      while (!heard.includes(LAST)) await once(socket, 'message');
      return heard.filter((text) => text !== LAST);
    },
    close: () => socket.close(),
  };
}

let cloud: CloudUnderTest;
let daemon: Daemon;
let removeProject: () => void = () => undefined;
afterEach(async () => {
  await cloud.end();
  daemon.close();
  removeProject();
});

async function importOne(): Promise<string> {
  const Body = Buffer.from(
    `${patients(2)}{"resourceType": "Patient", "id": "x", "birthDate": "${SECRET}"}\n`,
  );
  const Key = `${SECRET}/Patient.ndjson`;
  await cloud.s3.send(new PutObjectCommand({ Bucket: cloud.names.inboxBucket, Key, Body }));
  await cloud.idle();
  const [ended] = cloud.summaries();
  return ended?.importId ?? '';
}

test('a stage that is traced tells what each run did for which drop, and for which import from its plan on', async () => {
  const { root, remove } = projectWithConfig((config) => ({ ...config, hideKeys: true }));
  removeProject = remove;
  daemon = await listen();
  cloud = await startCloud({ xrayDaemon: daemon.address }, root, {
    params: { tracing: 'true', archiveDays: '3' },
  });
  const { TracingConfig } = await cloud.lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName: 'inlet-local-start-imports' }),
  );
  expect(TracingConfig).toEqual({ Mode: 'Active' });
  const importId = await importOne();
  // The template's archive (archiveDays) is in this package, too, and has what was told by then.
  const archive = await cloud.eventBridge.send(new DescribeArchiveCommand({ ArchiveName: 'inlet-local' }));
  expect(archive).toMatchObject({ RetentionDays: 3, EventPattern: '{"source":["inlet"]}' });
  expect(archive.EventCount).toBeGreaterThanOrEqual(3);
  await fetch(new URL('/datastore/x/r4/Patient', cloud.url), { headers: { authorization: 'Bearer a.b.c' } });

  const datagrams = await daemon.heard();
  expect(datagrams.join('')).not.toContain(SECRET);
  expect(datagrams.join('')).not.toContain('identity-provider');
  const segments = datagrams.map((text) => {
    const [header = '', document = ''] = text.split('\n');
    expect(JSON.parse(header)).toEqual({ format: 'json', version: 1 });
    return JSON.parse(document) as Segment;
  });
  for (const segment of segments) {
    expect(segment).toMatchObject({
      type: 'subsegment',
      id: expect.stringMatching(/^[0-9a-f]{16}$/),
      parent_id: expect.stringMatching(/^[0-9a-f]{16}$/),
      trace_id: expect.stringMatching(/^1-[0-9a-f]{8}-[0-9a-f]{24}$/),
    });
    expect(segment.end_time).toBeGreaterThanOrEqual(segment.start_time);
    // Each piece is one of a run, and of the run's trace.
    if (segment.name === 'run') continue;
    const run = segments.find(({ id }) => id === segment.parent_id);
    expect([run?.name, run?.trace_id]).toEqual(['run', segment.trace_id]);
  }
  const drop = expect.stringMatching(/^k-[0-9a-f]{16}/);
  const about = new Map(segments.map(({ name, annotations }) => [name, annotations]));
  about.delete('run');
  expect(Object.fromEntries(about)).toEqual({
    'record an arrival': { drop },
    'look at a drop': { drop },
    'assign a plan': { importId },
    'take an import on': { importId },
    'follow a job': { importId },
    'sum a job up': { importId },
  });
}, 240_000);

test('a stage that is not sends nothing, whoever listens', async () => {
  daemon = await listen();
  cloud = await startCloud({ xrayDaemon: daemon.address });
  expect(await importOne()).not.toBe('');
  expect(await daemon.heard()).toEqual([]);
}, 240_000);
