import { expect, test } from '@jest/globals';
import { awsFailure } from '../../../cli/stage/aws-failure.ts';

test('credentials that are not found are told with the SDK’s own reason', () => {
  const error = Object.assign(
    new Error('Could not resolve credentials using profile: [nope] in configuration/credentials file(s).'),
    { name: 'CredentialsProviderError' },
  );
  expect(awsFailure(error, { stage: 'dev', region: 'us-east-1', endpoint: undefined })).toMatchObject({
    message: expect.stringMatching(
      /^no AWS credentials were found \(Could .*profile: \[nope\].*\): set AWS_PROFILE/,
    ),
    cause: error,
  });
});
