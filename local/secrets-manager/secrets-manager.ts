import { createHash, randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Authorize, Caller, Clock, JsonObject, Service } from '../ground/index.ts';
import { AwsError, arnOf, createRecords, notImplemented } from '../ground/index.ts';
import type { AwsJsonAction } from '../http/index.ts';
import { awsJsonService, textMember } from '../http/index.ts';

export interface SecretsManagerOptions {
  database: DatabaseSync;
  clock: Pick<Clock, 'now'>;
  authorize: Authorize;
}

export interface SecretsManager {
  service: Service;
  reset: () => void;
}

/** What a version holds: a text or, in base64, bytes. */
type Value = { SecretString: string } | { SecretBinary: string };

interface Version {
  id: string;
  value: Value;
  stages: string[];
  createdMs: number;
}

interface Secret {
  arn: string;
  name: string;
  description?: string;
  /** Oldest first. */
  versions: Version[];
  createdMs: number;
  changedMs: number;
}

const CURRENT = 'AWSCURRENT';
const PREVIOUS = 'AWSPREVIOUS';

/** API reference, CreateSecret. */
const NAME = /^[\w/+=.@-]{1,512}$/;
const MOST_BYTES = 65_536;
const CREATE_MEMBERS = ['Name', 'ClientRequestToken', 'Description', 'SecretString', 'SecretBinary'];
const PUT_MEMBERS = ['SecretId', 'ClientRequestToken', 'SecretString', 'SecretBinary'];

/** The secrets of the machine-local cloud; nothing rotates them. They are kept in clear in the state folder, which is its owner's. */
export function createSecretsManager({ database, clock, authorize }: SecretsManagerOptions): SecretsManager {
  const secrets = createRecords<Secret>(database, 'secretsmanager_secret');

  /** By name, ARN, or ARN without its last six characters. */
  const find = (id: string): Secret | undefined =>
    secrets.get(id) ?? secrets.list().find(({ arn }) => arn === id || arn.slice(0, -'-abcdef'.length) === id);
  const permitted = (caller: Caller, action: string, input: JsonObject): Secret => {
    const id = textMember(input, 'SecretId') ?? '';
    const secret = find(id);
    authorize(caller, `secretsmanager:${action}`, secret?.arn ?? secretArn(id));
    if (!secret)
      throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    return secret;
  };
  const put = (secret: Secret): void => {
    secrets.put(secret.name, secret);
  };

  const actions: Record<string, AwsJsonAction> = {
    CreateSecret(input, { caller }) {
      refuseOthers('CreateSecret', input, CREATE_MEMBERS);
      const name = textMember(input, 'Name') ?? '';
      const arn = secretArn(name);
      authorize(caller, 'secretsmanager:CreateSecret', arn, { 'secretsmanager:Name': name });
      if (!NAME.test(name))
        throw new AwsError(
          'InvalidParameterException',
          'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
        );
      const now = clock.now();
      const before = secrets.get(name);
      const version = versionIn(input, now);
      if (before && before.versions[0]?.id !== version?.id)
        throw new AwsError(
          'ResourceExistsException',
          `The operation failed because the secret ${name} already exists.`,
        );
      const description = textMember(input, 'Description');
      if (!before)
        put({
          arn,
          name,
          ...(description !== undefined && { description }),
          versions: version ? [version] : [],
          createdMs: now,
          changedMs: now,
        });
      return { ARN: arn, Name: name, ...(version && { VersionId: version.id }) };
    },
    PutSecretValue(input, { caller }) {
      const secret = permitted(caller, 'PutSecretValue', input);
      refuseOthers('PutSecretValue', input, PUT_MEMBERS);
      const version = versionIn(input, clock.now());
      if (!version)
        throw new AwsError(
          'InvalidParameterException',
          'You must provide either SecretString or SecretBinary.',
        );
      const before = secret.versions.find(({ id }) => id === version.id);
      if (before && JSON.stringify(before.value) !== JSON.stringify(version.value))
        throw new AwsError('ResourceExistsException', 'The version is there already, with another value.');
      if (!before)
        put({ ...secret, versions: withCurrent(secret.versions, version), changedMs: clock.now() });
      return {
        ARN: secret.arn,
        Name: secret.name,
        VersionId: version.id,
        VersionStages: (before ?? version).stages,
      };
    },
    GetSecretValue(input, { caller }) {
      const secret = permitted(caller, 'GetSecretValue', input);
      const id = textMember(input, 'VersionId');
      const stage = textMember(input, 'VersionStage') ?? (id === undefined ? CURRENT : undefined);
      const version = secret.versions.find(
        (each) => (id ?? each.id) === each.id && (stage === undefined || each.stages.includes(stage)),
      );
      if (!version)
        throw new AwsError(
          'ResourceNotFoundException',
          `Secrets Manager can't find the specified secret value for ${stage === undefined ? `VersionId: ${id ?? ''}` : `staging label: ${stage}`}`,
        );
      return {
        ARN: secret.arn,
        Name: secret.name,
        VersionId: version.id,
        ...version.value,
        VersionStages: version.stages,
        CreatedDate: version.createdMs / 1000,
      };
    },
    DescribeSecret(input, { caller }) {
      const secret = permitted(caller, 'DescribeSecret', input);
      return { ...describe(secret), VersionIdsToStages: stagesOf(secret) };
    },
    ListSecrets(input, { caller }) {
      authorize(caller, 'secretsmanager:ListSecrets', '*');
      if (input.Filters !== undefined) throw notImplemented('Filters of ListSecrets');
      return {
        SecretList: secrets
          .list()
          .map((secret) => ({ ...describe(secret), SecretVersionsToStages: stagesOf(secret) })),
      };
    },
    DeleteSecret(input, { caller }) {
      const secret = permitted(caller, 'DeleteSecret', input);
      if (input.ForceDeleteWithoutRecovery !== true)
        throw notImplemented(
          'DeleteSecret with a time to restore the secret in (ForceDeleteWithoutRecovery is there)',
        );
      secrets.remove(secret.name);
      return { ARN: secret.arn, Name: secret.name, DeletionDate: clock.now() / 1000 };
    },
  };
  return {
    service: awsJsonService({ target: 'secretsmanager', version: '1.1', actions }),
    reset: secrets.clear,
  };
}

/** The version that a request asks for; undefined where it has no value. @throws AwsError InvalidParameterException */
function versionIn(input: JsonObject, now: number): Version | undefined {
  const text = textMember(input, 'SecretString');
  const binary = textMember(input, 'SecretBinary');
  if (text !== undefined && binary !== undefined)
    throw new AwsError('InvalidParameterException', "You can't specify both SecretString and SecretBinary.");
  const value = text ?? binary;
  if (value === undefined) return undefined;
  if (Buffer.byteLength(value) > MOST_BYTES)
    throw new AwsError('InvalidParameterException', `The secret value is larger than ${MOST_BYTES} bytes.`);
  return {
    id: textMember(input, 'ClientRequestToken') ?? randomUUID(),
    value: text === undefined ? { SecretBinary: value } : { SecretString: value },
    stages: [CURRENT],
    createdMs: now,
  };
}

/** The current version becomes the previous one; older ones, which have no label, are forgotten (API reference, PutSecretValue). */
const withCurrent = (versions: readonly Version[], version: Version): Version[] => [
  ...versions
    .filter(({ stages }) => stages.includes(CURRENT))
    .map((each) => ({ ...each, stages: [PREVIOUS] })),
  version,
];

const describe = ({ arn, name, description, createdMs, changedMs }: Secret): JsonObject => ({
  ARN: arn,
  Name: name,
  Description: description,
  CreatedDate: createdMs / 1000,
  LastChangedDate: changedMs / 1000,
});

const stagesOf = ({ versions }: Secret): Record<string, string[]> =>
  Object.fromEntries(versions.map(({ id, stages }) => [id, stages]));

/** Six characters behind the name, random on AWS and the same in every run here. */
const secretArn = (name: string): string =>
  name.startsWith('arn:')
    ? name
    : arnOf(
        'secretsmanager',
        `secret:${name}-${createHash('sha256').update(name).digest('hex').slice(0, 6)}`,
      );

function refuseOthers(what: string, input: JsonObject, known: readonly string[]): void {
  const other = Object.keys(input).find((member) => input[member] !== undefined && !known.includes(member));
  if (other !== undefined) throw notImplemented(`${other} of ${what}`);
}
