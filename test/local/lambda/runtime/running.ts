import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import { CreateFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { CreateFunctionCommandInput } from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';
import type { Caller } from '../../../../local/ground/principal.ts';
import { ACCOUNT } from '../../../../local/ground/principal.ts';
import type { LambdaOptions } from '../../../../local/lambda/lambda.ts';
import { clientSettings, serve } from '../../../support/server.ts';
import type { Cloud } from '../cloud.ts';
import { ROLE, startCloud } from '../cloud.ts';

/** A Lambda with a client, to be made again on the same folder. */
export interface RunningLambda {
  cloud: Cloud;
  client: LambdaClient;
  create: (
    name: string,
    source: string,
    more?: Partial<CreateFunctionCommandInput>,
  ) => Promise<FunctionConfiguration>;
  /** What the function answers, parsed; `{ failed: errorType }` where it fails. */
  invoke: (name: string, event?: unknown) => Promise<unknown>;
  /** Stops it and starts it again with what it has kept. Says what was lost. */
  restart: () => Promise<string[]>;
  end: () => Promise<void>;
}

export const zip = (files: Record<string, string>): Uint8Array =>
  zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strToU8(text)])));

export async function startLambda(
  options: Parameters<typeof startCloud>[0] & { caller?: Caller; before?: (cloud: Cloud) => void } = {},
): Promise<RunningLambda> {
  const { caller = ACCOUNT, before = () => undefined, ...settings } = options;
  const open = (folder?: string): { cloud: Cloud; lost: string[] } => {
    const cloud = startCloud({
      ...(settings as Partial<LambdaOptions>),
      ...(folder !== undefined && { folder }),
    });
    before(cloud);
    const lost = cloud.lambda.restore();
    cloud.lambda.start();
    return { cloud, lost };
  };
  let { cloud } = open();
  const server = await serve(
    (...call) => cloud.lambda.service(...call),
    () => caller,
  );
  const client = new LambdaClient({ ...clientSettings(server.url), maxAttempts: 1 });
  return {
    get cloud() {
      return cloud;
    },
    client,
    create: (name, source, more = {}) =>
      client.send(
        new CreateFunctionCommand({
          FunctionName: name,
          Runtime: 'nodejs24.x',
          Role: ROLE,
          Handler: 'index.handler',
          Code: { ZipFile: zip({ 'index.js': source }) },
          ...more,
        }),
      ),
    async invoke(name, event = {}) {
      const { Payload, FunctionError } = await client.send(
        new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(event) }),
      );
      const answer = JSON.parse(Payload?.transformToString() ?? 'null') as { errorType?: string };
      return FunctionError === undefined ? answer : { failed: answer.errorType };
    },
    async restart() {
      const { folder } = cloud;
      await cloud.close('keep the folder');
      const opened = open(folder);
      ({ cloud } = opened);
      return opened.lost;
    },
    async end() {
      client.destroy();
      await server.close();
      await cloud.close();
    },
  };
}
