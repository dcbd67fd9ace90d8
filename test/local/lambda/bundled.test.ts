import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { buildSync } from 'esbuild';
import { functionOf, zipOf } from './cloud.ts';

describe('the runtime of functions', () => {
  test.each([
    ['as it is', {}],
    ['minified', { minify: true }],
  ])('works from a program bundled into one file, %s', (_, more) => {
    const folder = mkdtempSync(join(tmpdir(), 'inlet-'));
    const zip = zipOf(folder, 'f', { 'index.js': 'exports.handler = async (event) => event.a + 1;' });
    const outfile = join(folder, 'program.mjs');
    buildSync({
      stdin: {
        contents: `
          import { startEnvironment } from './local/lambda/environments/execution-environment.ts';
          import { unpackArtifact } from './local/lambda/environments/artifact.ts';
          const lambda = ${JSON.stringify(functionOf('f', zip))};
          const taskRoot = unpackArtifact(lambda.artifact, ${JSON.stringify(join(folder, 'code'))});
          const environment = startEnvironment(
            { lambda, version: '$LATEST', taskRoot, endpoint: 'http://127.0.0.1', clockOffset: 0 });
          const outcome = await environment.invoke({ requestId: 'r', invokedFunctionArn: '', traceId: '',
            event: '{"a":1}', timeoutMs: 1000, clockOffset: 0 }, () => undefined);
          console.log(JSON.stringify(outcome));
          await environment.end();`,
        resolveDir: resolve('.'),
        loader: 'ts',
      },
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node22',
      ...more,
    });
    expect(execFileSync(process.execPath, [outfile], { encoding: 'utf8' })).toBe('{"payload":"2"}\n');
  });
});
