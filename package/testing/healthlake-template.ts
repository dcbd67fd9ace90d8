const bucket = { Type: 'AWS::S3::Bucket', Properties: { VersioningConfiguration: { Status: 'Enabled' } } };
const arnOf = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });
const allow = (Action: string[], ...Resource: object[]) => ({ Effect: 'Allow', Action, Resource });

/** A data store, and what its jobs need (HealthLake Developer Guide, "Setting up permissions for import jobs" and "for export jobs"). */
export const HEALTHLAKE_TEMPLATE = {
  Resources: {
    Input: bucket,
    Output: bucket,
    Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: { Version: '2012-10-17', Statement: [] } } },
    DataAccessRole: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Principal: { Service: 'healthlake.amazonaws.com' }, Action: 'sts:AssumeRole' },
          ],
        },
        Policies: [
          {
            PolicyName: 'jobs',
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [
                allow(
                  ['s3:ListBucket', 's3:GetBucketPublicAccessBlock', 's3:GetEncryptionConfiguration'],
                  arnOf('Input'),
                  arnOf('Output'),
                ),
                allow(['s3:GetObject'], { 'Fn::Sub': '${Input.Arn}/*' }),
                allow(['s3:PutObject'], { 'Fn::Sub': '${Output.Arn}/*' }),
                allow(['kms:DescribeKey', 'kms:GenerateDataKey*', 'kms:Decrypt'], arnOf('Key')),
              ],
            },
          },
        ],
      },
    },
    DataStore: { Type: 'AWS::HealthLake::FHIRDatastore', Properties: { DatastoreTypeVersion: 'R4' } },
  },
  Outputs: {
    DatastoreId: { Value: { 'Fn::GetAtt': ['DataStore', 'DatastoreId'] } },
    FhirUrl: { Value: { 'Fn::GetAtt': ['DataStore', 'DatastoreEndpoint'] } },
    InputBucket: { Value: { Ref: 'Input' } },
    OutputBucket: { Value: { Ref: 'Output' } },
    DataAccessRoleArn: { Value: arnOf('DataAccessRole') },
    KmsKeyId: { Value: arnOf('Key') },
  },
};
