import { text } from 'node:stream/consumers';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';

/**
 * Writes the identity provider's bundle as it is deployed, with a configuration in the place of config/stage.ts. Resolves to
 * the paths of what is in it.
 */
export async function bundleOf(config: object, outfile: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: ['handlers/identity-provider.ts'],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    mainFields: ['module', 'main'],
    metafile: true,
    plugins: [
      {
        name: 'stage-config',
        setup(bundling) {
          bundling.onLoad({ filter: /[\\/]config[\\/]stage\.ts$/ }, () => ({
            contents: `export const stageConfig = ${JSON.stringify(config)}`,
          }));
        },
      },
    ],
  });
  return Object.keys(metafile.inputs);
}

/** Runs the bundle in a worker with its own environment, asks it each event, and returns what it said and how many signatures it verified. */
export async function invokeBundle(bundle: string, env: Record<string, string>, events: readonly unknown[]) {
  const code = `
    const { parentPort, workerData } = require('node:worker_threads');
    const { handler } = require(workerData.bundle);
    const verify = crypto.subtle.verify;
    let verified = 0;
    crypto.subtle.verify = (...of) => (verified++, verify.apply(crypto.subtle, of));
    (async () => {
      const answers = [];
      for (const event of workerData.events) {
        verified = 0;
        const answer = await handler(event, { awsRequestId: 'request-1' });
        answers.push({ answer, verified });
      }
      parentPort.postMessage(answers);
    })();`;
  const worker = new Worker(code, {
    eval: true,
    env,
    workerData: { bundle, events },
    stdout: true,
    stderr: true,
  });
  const [answered, stdout, stderr] = await Promise.all([
    new Promise<{ answer: unknown; verified: number }[]>((resolve, reject) =>
      worker.on('message', resolve).on('error', reject),
    ),
    text(worker.stdout),
    text(worker.stderr),
  ]);
  const lines = stdout.trim().split('\n');
  return {
    answers: answered.map(({ answer }) => answer),
    verified: answered.map(({ verified }) => verified),
    output: stdout + stderr,
    log: lines.map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}
