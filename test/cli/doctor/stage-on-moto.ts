import { dirname } from 'node:path';
import { CreateKeyCommand } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import type { DoctorClients } from '../../../cli/doctor/doctor-clients.ts';
import { doctorClients } from '../../../cli/doctor/doctor-clients.ts';
import { underNamesOf } from '../../../cli/doctor/expected-stack.ts';
import type { Finding, Patient } from '../../../cli/doctor/finding.ts';
import type { StageResources } from '../../../cli/stage/index.ts';
import { readStack } from '../../../local/cloudformation/index.ts';
import type { CliSession } from '../../support/programs.ts';
import { hasAwsCli, startCliSession } from '../../support/programs.ts';
import { runLines } from '../../support/runbook.ts';
import { clientSettings } from '../../support/server.ts';
import { motoIsInstalled, startMoto } from '../../template/moto.ts';
import type { Variant } from '../../template/packaged.ts';
import { packaged } from '../../template/packaged.ts';

/** Moto's account. */
export const ACCOUNT = '123456789012';

/** Says why where tests on moto cannot be. */
export function canTry(what: string): boolean {
  const can = motoIsInstalled && hasAwsCli;
  if (!can) process.stderr.write(`skipped where moto_server or the AWS CLI is missing: ${what}\n`);
  return can;
}

/** What a check looks at, on moto, which keeps settings that the local cloud has not; nothing is made there but a key. */
export interface StageOnMoto {
  patient: Patient;
  clients: DoctorClients;
  s3: S3Client;
  KeyId: string;
  keyArn: string;
  newKey: () => Promise<{ KeyId: string; keyArn: string }>;
  /** Does what is printed as what to do next. */
  paste: (finding: Finding) => Promise<void>;
  end: () => Promise<void>;
}

export async function stageOnMoto(variant: Variant, stageName: string): Promise<StageOnMoto> {
  const moto = await startMoto();
  const settings = clientSettings(moto.url);
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  const cli: CliSession = startCliSession(moto.url);
  const clients = doctorClients({ clientSettings: settings });
  const newKey = async () => {
    const { KeyMetadata } = await clients.keys.send(new CreateKeyCommand({}));
    return { KeyId: KeyMetadata?.KeyId ?? '', keyArn: KeyMetadata?.Arn ?? '' };
  };
  const { KeyId, keyArn } = await newKey();
  const { file } = await packaged(variant);
  const stack = underNamesOf(
    readStack({
      packageFolder: dirname(file),
      endpoint: 'https://healthlake.invalid',
      dataStoreId: () => 'a'.repeat(32),
    }),
    { account: ACCOUNT, region: 'us-east-1', keyArn },
  );
  // Of all that a stage is, these checks take its name and its S3.
  const stage = { stage: stageName, s3, endpoint: undefined } as unknown as StageResources;
  return {
    patient: { stage, stack, clients, served: (ask) => ask() },
    clients,
    s3,
    KeyId,
    keyArn,
    newKey,
    paste: ({ next }) => runLines(commandsOf(next), {}, { url: moto.url, now: Date.now, cli, folder: '' }),
    async end() {
      for (const client of [s3, ...Object.values(clients)]) client.destroy();
      await cli.end();
      await moto.stop();
    },
  };
}

/** What can be pasted of a next step, a line each: what stands last between backticks, or before its remark. */
function commandsOf(next: string): string[] {
  const marked = [...next.matchAll(/`([^`]+)`/g)].at(-1)?.[1];
  return (marked ?? next.split('   # ')[0] ?? '').split(' && ');
}
