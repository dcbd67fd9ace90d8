import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { loadStageConfig } from '../../../config/index.ts';
import { ownAuthorization } from './own-authorization.ts';
import { FixableError } from '../../../errors/index.ts';
import { PROJECT } from '../project.ts';

/** What a stage's own data store was created with, and which one it is. */
interface Frozen {
  datastoreId: string;
  authorization: unknown;
}

/**
 * A data store's identity is fixed when it is created; CloudFormation would replace the store by an empty one
 * for the sake of one changed URL. So what a store was created with is kept in `config/frozen/<stage>.json`
 * (commit it), and a configuration that says otherwise is not packaged.
 */
const frozenFile = (stage: string): string => `config/frozen/${stage}.json`;

function frozenOf(stage: string, root: string): Frozen | undefined {
  const file = join(root, frozenFile(stage));
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Frozen) : undefined;
}

/** As the file has it: null where the store takes signed AWS requests only. */
const wanted = (stage: string, root: string): unknown =>
  JSON.parse(JSON.stringify(ownAuthorization(loadStageConfig(stage, join(root, 'config'))) ?? null));

/** @throws FixableError when the stage's store was created with another identity than the configuration has */
export function checkFrozenIdentity(stage: string, root = PROJECT): void {
  const frozen = frozenOf(stage, root);
  const actual = wanted(stage, root);
  if (!frozen || isDeepStrictEqual(frozen.authorization, actual)) return;
  throw new FixableError(
    'DataStoreIdentityChanged',
    `config/${stage}.json: the authorization of the stage's own data store (identity.dataStores, the entry without ` +
      `"dataStore") is not what the store was created with (${frozenFile(stage)}). ` +
      'Deploying it would replace the store by a new, empty one. Put the old values back; to have others, ' +
      'make a new store in another stage and import into it.',
    { actual, expected: frozen.authorization },
  );
}

/** The id of the stage's own data store, once a deployment has created it; '' before. */
export const frozenDataStoreId = (stage: string, root = PROJECT): string =>
  frozenOf(stage, root)?.datastoreId ?? '';

/** Keeps the identity that the store has just been created with. Returns the file if it is new. */
export function freezeIdentity(stage: string, datastoreId: string, root = PROJECT): string | undefined {
  const file = join(root, frozenFile(stage));
  if (existsSync(file)) return undefined;
  const frozen: Frozen = { datastoreId, authorization: wanted(stage, root) };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(frozen, null, 2)}\n`);
  return frozenFile(stage);
}
