import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { placeOf } from '../../lib/routes/index.ts';
import type { Import } from '../../lib/ledger/index.ts';
import { UsageError } from '../../errors/index.ts';
import type { StageResources } from '../stage/index.ts';
import { uploadFile } from '../../tools/upload/index.ts';

type Place = Pick<StageResources, 's3' | 'routes' | 'inboxBucket'>;

/**
 * The folder of the inbox that an import's lines are dropped into again: below the same route's prefix, and a drop of
 * its own. @throws UsageError where the configuration does not have the route any more
 */
export function redriveDrop({ routes }: Pick<Place, 'routes'>, { importId, route }: Import): string {
  const prefix = routes.find(({ name }) => name === route)?.prefix;
  const folder = `${prefix ?? ''}redrive-${importId}/`;
  if (prefix === undefined || placeOf(`${folder}x.ndjson`, routes)?.route.name !== route)
    throw new UsageError(
      `the configuration has no route "${route}" any more that would take ${folder}: use --to, and drop the files where they belong`,
      { actual: route, expected: routes.map(({ name }) => name) },
    );
  return folder;
}

/** Drops the files of a folder; a marker behind them says that the drop is whole. */
export async function dropAgain({ s3, inboxBucket }: Place, folder: string, drop: string): Promise<void> {
  for (const name of (await readdir(folder)).sort())
    await uploadFile(s3, join(folder, name), { Bucket: inboxBucket, Key: `${drop}${name}` });
  await s3.send(
    new PutObjectCommand({ Bucket: inboxBucket, Key: `${drop}_SUCCESS`, Body: '', ContentLength: 0 }),
  );
}
