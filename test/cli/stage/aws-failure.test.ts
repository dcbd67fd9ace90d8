import { S3Client } from '@aws-sdk/client-s3';
import { afterEach, expect, test } from '@jest/globals';
import { awsFailure } from '../../../cli/stage/aws-failure.ts';

const ENVIRONMENT = { ...process.env };
afterEach(() => {
  process.env = { ...ENVIRONMENT };
});

const PLACE = { stage: 'dev', region: 'us-east-1', endpoint: undefined };

test('credentials that are not found are told with the SDK’s own reason', () => {
  process.env = {};
  const error = Object.assign(
    new Error('Could not resolve credentials using profile: [nope] in configuration/credentials file(s).'),
    { name: 'CredentialsProviderError' },
  );
  expect(awsFailure(error, PLACE)).toMatchObject({
    message: expect.stringMatching(
      /^no AWS credentials were found \(Could .*profile: \[nope\].*\): set AWS_PROFILE/,
    ),
    cause: error,
  });
});

test('a profile that is not there is named, of which the SDK says nothing', async () => {
  process.env = {
    ...{ AWS_PROFILE: 'nope', AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' },
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  const client = new S3Client({ region: 'us-east-1' });
  const error: unknown = await client.config.credentials().catch((thrown: unknown) => thrown);
  client.destroy();
  expect(awsFailure(error, PLACE)).toMatchObject({
    message:
      'no AWS credentials were found (the profile nope is not there, or has none): look at AWS_PROFILE and the profile that it names, or sign in as for the AWS CLI; stage local needs none',
    cause: error,
  });
});
