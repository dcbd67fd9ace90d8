import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { spawn } from 'node:child_process';
import type { SimulatedFunction } from './functions.ts';
import type { EnvironmentSettings, Invocation, Outcome } from './environment-process.ts';
import { environmentSource } from './environment-process.ts';
import type { Latencies } from './latencies.ts';

/** An execution environment of a function: one invocation at a time, as on Lambda. */
export interface Environment {
  /** @param at epoch milliseconds of the simulated time. @throws Error where its process ended, as of too much memory */
  invoke: (event: unknown, at: number) => Promise<Outcome>;
  close: () => Promise<void>;
}

/** A function has one processor from this memory on (Lambda developer guide, "Configure Lambda function memory"). */
const ONE_PROCESSOR_MB = 1769;

/**
 * What V8 may take for its old generation, of a function's memory: assumed. Lambda's runtime leaves some of it to itself, and a
 * function that takes more is ended either way.
 */
const HEAP_SHARE = 0.9;

/** Starts a process that stands for an execution environment of the function. @param endpoint of AWS, where it calls */
export async function startEnvironment(
  simulated: SimulatedFunction,
  endpoint: string,
  latencies: Latencies,
): Promise<Environment> {
  const { memoryMb, variables, ...settings } = simulated;
  const child = spawn(
    process.execPath,
    [`--max-old-space-size=${Math.floor(memoryMb * HEAP_SHARE)}`, '-e', environmentSource],
    {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'json',
      env: {
        ...variables,
        AWS_ENDPOINT_URL: endpoint,
        AWS_ACCESS_KEY_ID: 'simulated',
        AWS_SECRET_ACCESS_KEY: 'simulated',
        AWS_SESSION_TOKEN: 'simulated',
        AWS_REGION: 'us-east-1',
        AWS_LAMBDA_FUNCTION_NAME: settings.functionName,
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
        AWS_CONFIG_FILE: '/dev/null',
        AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
        TZ: ':UTC',
        INLET_SIMULATED: JSON.stringify({
          ...settings,
          memoryMb,
          latencies,
          processorFactor: Math.max(1, ONE_PROCESSOR_MB / memoryMb),
        } satisfies EnvironmentSettings),
      },
    },
  );
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = `${said}${chunk.toString()}`.slice(-2000);
  });
  const ended = once(child, 'close');
  const ending = ended.then(([code, signal]) => {
    throw new Error(
      `${settings.functionName}: its process ended with ${String(code ?? signal)}${said && `: ${said.trim()}`}`,
    );
  });
  ending.catch(() => undefined);
  const message = async (): Promise<unknown> => {
    const [told] = (await Promise.race([once(child, 'message'), ending])) as [unknown];
    return told;
  };
  await message();
  return {
    async invoke(event, at) {
      const answer = message();
      child.send({ requestId: randomUUID(), event, at } satisfies Invocation);
      return (await answer) as Outcome;
    },
    async close() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
