import { isDeepStrictEqual } from 'node:util';
import { ACTION_TABLE } from './action-table.ts';
import type { AskedAction } from './asked-action.ts';
import { asObject, hashOf } from './asked-action.ts';
import type { ActionPolicy } from './policy.ts';
import type { Refusal } from './refusals.ts';
import { refusal } from './refusals.ts';

type Members = Record<string, unknown>;

/** An input with the stage's own values filled in, or why it may not be. */
export type GuardedInput = { input: Members } | { refusal: Refusal };

type Guard = (input: Members, policy: ActionPolicy, asked: AskedAction) => GuardedInput;

/** Members that hold what HealthLake is to read and write. */
const S3_LOCATIONS = [
  ['InputDataConfig'],
  ['JobOutputDataConfig', 'S3Configuration'],
  ['OutputDataConfig', 'S3Configuration'],
] as const;

const isJob = ({ action }: AskedAction): boolean => action.startsWith('StartFHIR');

/** A folder that only begins like a prefix does not lie below it, nor does the folder of a prefix without its "/". */
const s3Locations: Guard = (input, { s3Prefixes }) => {
  const uris = S3_LOCATIONS.map((path) => valueAt(input, [...path, 'S3Uri'])).filter(
    (uri) => uri !== undefined && uri !== null,
  );
  const isBelow = (uri: unknown): boolean =>
    typeof uri === 'string' && s3Prefixes.some((prefix) => uri.startsWith(prefix));
  return uris.every(isBelow) ? { input } : { refusal: refusal('S3UriNotAllowed') };
};

const role: Guard = (input, { dataAccessRoleArns }, asked) => {
  if (!isJob(asked)) return { input };
  const [own] = dataAccessRoleArns;
  const DataAccessRoleArn = input.DataAccessRoleArn ?? own;
  return dataAccessRoleArns.includes(DataAccessRoleArn as string)
    ? { input: { ...input, DataAccessRoleArn } }
    : { refusal: refusal('RoleNotAllowed') };
};

/** The key of a job's results: in the one output that the action has. */
const resultsKey: Guard = (input, { kmsKeyIds }) => {
  for (const member of ['JobOutputDataConfig', 'OutputDataConfig']) {
    const configuration = asObject(valueAt(input, [member, 'S3Configuration']));
    if (!configuration) continue;
    const KmsKeyId = configuration.KmsKeyId ?? kmsKeyIds[0];
    if (!kmsKeyIds.includes(KmsKeyId as string)) return { refusal: refusal('KeyNotAllowed') };
    const output = { ...asObject(input[member]), S3Configuration: { ...configuration, KmsKeyId } };
    return { input: { ...input, [member]: output } };
  }
  return { input };
};

/** The key of a data store: the stack's own, unless the request wants one of AWS, or one that is configured. */
const storeKey: Guard = (input, { kmsKeyIds }, { action }) => {
  if (action !== 'CreateFHIRDatastore') return { input };
  const [own] = kmsKeyIds;
  const config = asObject(valueAt(input, ['SseConfiguration', 'KmsEncryptionConfig']));
  if (input.SseConfiguration === undefined || input.SseConfiguration === null) {
    const KmsEncryptionConfig = { CmkType: 'CUSTOMER_MANAGED_KMS_KEY', KmsKeyId: own };
    return { input: { ...input, SseConfiguration: { KmsEncryptionConfig } } };
  }
  if (!config || config.CmkType === 'AWS_OWNED_KMS_KEY')
    return (config?.KmsKeyId ?? null) === null ? { input } : { refusal: refusal('KeyNotAllowed') };
  const KmsKeyId = config.KmsKeyId ?? own;
  return kmsKeyIds.includes(KmsKeyId as string)
    ? { input: { ...input, SseConfiguration: { KmsEncryptionConfig: { ...config, KmsKeyId } } } }
    : { refusal: refusal('KeyNotAllowed') };
};

/** Whoever asks for a data store must not choose who may read it: signed requests, or as the configuration has it. */
const identityProvider: Guard = (input, { identityProviders }) => {
  const given = asObject(input.IdentityProviderConfiguration);
  if (!given) return { input };
  const { AuthorizationStrategy, FineGrainedAuthorizationEnabled = false, IdpLambdaArn, Metadata } = given;
  if (AuthorizationStrategy === 'AWS_AUTH' && Object.keys(given).length === 1) return { input };
  const asked = {
    AuthorizationStrategy,
    FineGrainedAuthorizationEnabled,
    IdpLambdaArn,
    Metadata: parsed(Metadata),
  };
  return identityProviders.some((configured) => isDeepStrictEqual(configured, asked))
    ? { input }
    : { refusal: refusal('IdentityProviderNotAllowed') };
};

/** Tags that say what the stage does with a data store are not for whoever asks; a new one gets those of the stage. */
const tags: Guard = (input, { requiredTags }, { action }) => {
  const given = Array.isArray(input.Tags) ? (input.Tags as unknown[]).map(asObject) : [];
  const removed = Array.isArray(input.TagKeys) ? (input.TagKeys as unknown[]) : [];
  const isOwn = (key: unknown): boolean => typeof key === 'string' && key.toLowerCase().startsWith('inlet:');
  const isRequired = (key: unknown): key is string =>
    typeof key === 'string' && Object.hasOwn(requiredTags, key);
  const changes = given.some(
    (tag) => isOwn(tag?.Key) || (isRequired(tag?.Key) && requiredTags[tag.Key] !== tag.Value),
  );
  if (changes || removed.some((key) => isOwn(key) || isRequired(key)))
    return { refusal: refusal('TagNotAllowed') };
  if (action !== 'CreateFHIRDatastore') return { input };
  // What is no list is refused by its form.
  const asked = input.Tags ?? [];
  const missing = Object.entries(requiredTags).filter(([key]) => !given.some((tag) => tag?.Key === key));
  if (missing.length === 0 || !Array.isArray(asked)) return { input };
  const added = missing.map(([Key, Value]) => ({ Key, Value }));
  return { input: { ...input, Tags: [...(asked as unknown[]), ...added] } };
};

/** The ClientToken, once; and a name, by which a job or data store is found again whose start was not answered. */
const token: Guard = (input, _policy, { action, clientToken, requestId, hash }) => {
  if (!ACTION_TABLE[action].hasClientToken)
    return clientToken === null
      ? { input }
      : { refusal: refusal('InvalidRequest', 'This action has no ClientToken.') };
  const given = input.ClientToken ?? clientToken;
  if (clientToken !== null && given !== clientToken)
    return { refusal: refusal('InvalidRequest', 'clientToken and ClientToken of the input differ.') };
  const ClientToken = given ?? hashOf([requestId, hash]);
  const nameMember = action === 'CreateFHIRDatastore' ? 'DatastoreName' : 'JobName';
  const name = input[nameMember] ?? `inlet-${hashOf([ClientToken]).slice(0, 24)}`;
  return { input: { ...input, ClientToken, [nameMember]: name } };
};

const GUARDS: readonly Guard[] = [s3Locations, role, resultsKey, storeKey, identityProvider, tags, token];

/** Has an input pass every guard: the first that refuses decides. Changes nothing but what is filled in. */
export function guardInput(policy: ActionPolicy, asked: AskedAction): GuardedInput {
  let input: Members = { ...asked.input };
  for (const guard of GUARDS) {
    const guarded = guard(input, policy, asked);
    if ('refusal' in guarded) return guarded;
    ({ input } = guarded);
  }
  return { input };
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  const [member, ...rest] = path;
  return member === undefined ? value : valueAt(asObject(value)?.[member], rest);
}

function parsed(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
