import { DescribeContinuousBackupsCommand, DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { DescribeKeyCommand, GetKeyRotationStatusCommand } from '@aws-sdk/client-kms';
import type { Finding, Patient } from '../finding.ts';
import { enableKey, propertiesOf, unless } from '../finding.ts';

export async function ofTable(patient: Patient, TableName: string, logicalId: string): Promise<Finding[]> {
  const { stage, clients, served } = patient;
  const wanted: TableProperties = propertiesOf(patient, logicalId);
  const described = await unless(
    clients.tables.send(new DescribeTableCommand({ TableName })),
    ['ResourceNotFoundException'],
    undefined,
  );
  if (described?.Table === undefined)
    return [{ what: `the table ${TableName} is gone`, next: makeAgain(TableName, wanted) }];
  const found: Finding[] = [];
  if (described.Table.TableStatus !== 'ACTIVE')
    found.push({
      what: `the table ${TableName} is ${described.Table.TableStatus}`,
      next: `aws dynamodb describe-table --table-name ${TableName}`,
    });
  if (
    String(wanted.DeletionProtectionEnabled) === 'true' &&
    described.Table.DeletionProtectionEnabled === false
  )
    found.push({
      what: `the table ${TableName} is not protected from deletion any more`,
      next: `aws dynamodb update-table --table-name ${TableName} --deletion-protection-enabled`,
    });
  const wantedKey = wanted.SSESpecification?.KMSMasterKeyId;
  const encryption = described.Table.SSEDescription;
  // A local cloud encrypts nothing, and says nothing of it.
  if (stage.endpoint === undefined && wantedKey !== undefined && encryption?.KMSMasterKeyArn !== wantedKey)
    found.push({
      what: `the table ${TableName} is encrypted with ${encryption?.KMSMasterKeyArn === undefined ? 'a key of DynamoDB’s own' : `the key ${encryption.KMSMasterKeyArn}`}, not with the key of the template`,
      next: `aws dynamodb update-table --table-name ${TableName} --sse-specification Enabled=true,SSEType=KMS,KMSMasterKeyId=${wantedKey}`,
    });
  const backups = await served(() =>
    clients.tables.send(new DescribeContinuousBackupsCommand({ TableName })),
  );
  const recovery =
    backups?.ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus;
  if (wanted.PointInTimeRecoverySpecification !== undefined && recovery === 'DISABLED')
    found.push({
      what: `the table ${TableName} has no recovery to a point in time any more`,
      next: `aws dynamodb update-continuous-backups --table-name ${TableName} --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true`,
    });
  return found;
}

export async function ofKey(patient: Patient, KeyId: string, logicalId: string): Promise<Finding[]> {
  const { clients, served } = patient;
  const described = await unless(
    clients.keys.send(new DescribeKeyCommand({ KeyId })),
    ['NotFoundException'],
    undefined,
  );
  const state = described?.KeyMetadata?.KeyState;
  if (state === 'PendingDeletion')
    return [
      {
        what: `the key ${KeyId} is to be deleted: with it goes what it encrypts`,
        next: enableKey(KeyId, state),
      },
    ];
  if (state === undefined)
    return [
      {
        what: `the key ${KeyId} is gone: nobody reads any more what it encrypted`,
        next: 'a deleted key does not come back: deploy a stage of another name, and import the files again from where they came',
      },
    ];
  if (state !== 'Enabled') return [{ what: `the key ${KeyId} is ${state}`, next: enableKey(KeyId, state) }];
  const rotation = await served(() => clients.keys.send(new GetKeyRotationStatusCommand({ KeyId })));
  return String(propertiesOf(patient, logicalId).EnableKeyRotation) === 'true' &&
    rotation?.KeyRotationEnabled === false
    ? [
        {
          what: `the key ${KeyId} is not rotated any more`,
          next: `aws kms enable-key-rotation --key-id ${KeyId}`,
        },
      ]
    : [];
}

/** As much of AWS::DynamoDB::Table as is compared. */
interface TableProperties {
  AttributeDefinitions?: { AttributeName: string; AttributeType: string }[];
  KeySchema?: { AttributeName: string; KeyType: string }[];
  SSESpecification?: { KMSMasterKeyId?: string };
  DeletionProtectionEnabled?: unknown;
  PointInTimeRecoverySpecification?: unknown;
}

/** A table that could be recovered leaves a backup for 35 days when it is deleted; any other is made anew, empty. */
const makeAgain = (
  TableName: string,
  { AttributeDefinitions = [], KeySchema = [], PointInTimeRecoverySpecification }: TableProperties,
): string =>
  PointInTimeRecoverySpecification === undefined
    ? `aws dynamodb create-table --table-name ${TableName} --billing-mode PAY_PER_REQUEST --attribute-definitions ${AttributeDefinitions.map(
        ({ AttributeName, AttributeType }) => `AttributeName=${AttributeName},AttributeType=${AttributeType}`,
      ).join(' ')} --key-schema ${KeySchema.map(
        ({ AttributeName, KeyType }) => `AttributeName=${AttributeName},KeyType=${KeyType}`,
      ).join(' ')}   # then look again: what its settings lack is found`
    : `aws dynamodb list-backups --table-name ${TableName} --backup-type SYSTEM   # then with the ARN that it shows: aws dynamodb restore-table-from-backup --target-table-name ${TableName} --backup-arn, and look again`;
