import type { Authorize, JsonObject, Service } from '../ground/index.ts';
import { ACCOUNT_ID, AwsError, arnOf } from '../ground/index.ts';
import type { Key, StackResource } from '../cloudformation/index.ts';
import type { AwsJsonAction } from '../http/index.ts';
import { awsJsonService, textMember } from '../http/index.ts';

/**
 * KMS, reading: DescribeKey, ListKeys, ListAliases, GetKeyPolicy. The keys of the template encrypt nothing here; who may use them is
 * judged wherever a service would. Lists come in one page.
 */
export function createKms(
  keys: readonly Key[],
  resources: readonly StackResource[],
  authorize: Authorize,
  createdMs: number,
): Service {
  const propertiesOf = (key: Key): JsonObject =>
    resources.find(({ logicalId }) => logicalId === key.logicalId)?.properties ?? {};
  const keyOf = (input: JsonObject): Key => {
    const id = textMember(input, 'KeyId') ?? '';
    const alias = id.replace(/^arn:aws:kms:[^:]*:\d*:(?=alias\/)/, '');
    const key = keys.find((each) => each.id === id || each.arn === id || each.aliases.includes(alias));
    if (key) return key;
    const what = alias.startsWith('alias/')
      ? `Alias ${arnOf('kms', alias)}`
      : `Key '${arnOf('kms', `key/${id}`)}'`;
    throw new AwsError('NotFoundException', `${what} does not exist`);
  };

  const actions: Record<string, AwsJsonAction> = {
    DescribeKey(input, { caller }) {
      const key = keyOf(input);
      authorize(caller, 'kms:DescribeKey', key.arn);
      return { KeyMetadata: metadataOf(key, propertiesOf(key), createdMs) };
    },
    GetKeyPolicy(input, { caller }) {
      const key = keyOf(input);
      authorize(caller, 'kms:GetKeyPolicy', key.arn);
      return { PolicyName: 'default', Policy: JSON.stringify(propertiesOf(key).KeyPolicy) };
    },
    ListKeys(_input, { caller }) {
      authorize(caller, 'kms:ListKeys', '*');
      return { Keys: keys.map(({ id, arn }) => ({ KeyId: id, KeyArn: arn })), Truncated: false };
    },
    ListAliases(input, { caller }) {
      authorize(caller, 'kms:ListAliases', '*');
      const listed = input.KeyId === undefined ? keys : [keyOf(input)];
      return {
        Aliases: listed.flatMap(({ id, aliases }) =>
          aliases.map((alias) => ({
            AliasName: alias,
            AliasArn: arnOf('kms', alias),
            TargetKeyId: id,
            CreationDate: createdMs / 1000,
            LastUpdatedDate: createdMs / 1000,
          })),
        ),
        Truncated: false,
      };
    },
  };
  return awsJsonService({ target: 'TrentService', version: '1.1', actions });
}

const metadataOf = ({ id, arn }: Key, properties: JsonObject, createdMs: number): JsonObject => ({
  AWSAccountId: ACCOUNT_ID,
  KeyId: id,
  Arn: arn,
  CreationDate: createdMs / 1000,
  Enabled: true,
  Description: typeof properties.Description === 'string' ? properties.Description : '',
  KeyUsage: 'ENCRYPT_DECRYPT',
  KeyState: 'Enabled',
  Origin: 'AWS_KMS',
  KeyManager: 'CUSTOMER',
  CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
  KeySpec: 'SYMMETRIC_DEFAULT',
  EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
  MultiRegion: false,
});
