import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import type { Authorize } from '../../../local/ground/principal.ts';
import type { Clock } from '../../../local/ground/clock.ts';
import { createClock } from '../../../local/ground/clock.ts';
import type { InvocationReport } from '../../../local/lambda/invocations.ts';
import type { Lambda, LambdaOptions } from '../../../local/lambda/lambda.ts';
import { createLambda } from '../../../local/lambda/create-lambda.ts';
import type { Queues } from '../../../local/sqs/create-queues.ts';
import { createQueues } from '../../../local/sqs/create-queues.ts';
import { openDatabase } from '../../../local/ground/sqlite.ts';
import { arnOf, functionArn } from '../../../local/ground/arn.ts';
import type { LambdaFunction } from '../../../local/cloudformation/stack.ts';

export const ROLE = 'arn:aws:iam::000000000000:role/f';
export const RULE = 'arn:aws:events:us-east-1:000000000000:rule/tick';
export const BY_RULE = { service: 'events.amazonaws.com', sourceArn: RULE };

/** A clock that stands still between `advance` calls. */
const NOON = Date.UTC(2026, 0, 1, 12);

export interface Cloud {
  folder: string;
  database: DatabaseSync;
  clock: Clock;
  queues: Queues;
  lambda: Lambda;
  lines: string[];
  reports: InvocationReport[];
  /** Declares a function from the source of its CommonJS module. */
  add: (name: string, source: string, more?: Partial<LambdaFunction>) => void;
  queue: (name: string, visibilityTimeoutSeconds?: number) => string;
  /** Removes its folder, unless another cloud goes on with it. */
  close: (then?: 'keep the folder') => Promise<void>;
}

export function startCloud(
  options: Partial<LambdaOptions> & { folder?: string; authorize?: Authorize } = {},
): Cloud {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'inlet-'));
  const database = openDatabase(folder, 'cloud.sqlite');
  const clock = createClock(0, () => NOON);
  const authorize = options.authorize ?? (() => undefined);
  const queues = createQueues({ database, clock, authorize });
  const lines: string[] = [];
  const reports: InvocationReport[] = [];
  const lambda = createLambda({
    database,
    clock,
    authorize,
    queues,
    endpoint: () => 'http://127.0.0.1:4566',
    codeFolder: join(folder, 'code'),
    onLog: ({ line }) => lines.push(line),
    onInvoked: (report) => reports.push(report),
    ...options,
  });

  return {
    folder,
    database,
    clock,
    queues,
    lambda,
    lines,
    reports,
    add(name, source, more = {}) {
      lambda.declareFunction(functionOf(name, zipOf(folder, name, { 'index.js': source }), more));
    },
    queue(name, visibilityTimeoutSeconds = 30) {
      const arn = arnOf('sqs', name);
      queues.declare({ name, arn, visibilityTimeoutSeconds, messageRetentionSeconds: 86_400 });
      return arn;
    },
    async close(then) {
      await lambda.close();
      clock.stop();
      database.close();
      if (then === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

export const functionOf = (
  name: string,
  artifact: string,
  more: Partial<LambdaFunction> = {},
): LambdaFunction => ({
  logicalId: name,
  name,
  arn: functionArn(name),
  handler: 'index.handler',
  runtime: 'nodejs24.x',
  timeoutSeconds: 10,
  memoryMb: 128,
  environment: {},
  roleArn: ROLE,
  artifact,
  aliases: {},
  versions: [],
  ...more,
});

export function zipOf(folder: string, name: string, files: Record<string, string>): string {
  mkdirSync(folder, { recursive: true });
  const zip = join(folder, `${name}.zip`);
  writeFileSync(
    zip,
    zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strToU8(text)])), {
      mtime: NOON,
    }),
  );
  return zip;
}
