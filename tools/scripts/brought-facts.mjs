import { DescribeEventBusCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import {
  GetBucketEncryptionCommand,
  GetBucketLocationCommand,
  GetBucketNotificationConfigurationCommand,
  S3Client,
} from '@aws-sdk/client-s3';

/**
 * What there is of the inbox and the bus that the stack does not make: `BroughtFacts` of tools/build. Undefined for what is
 * made, and for what may not be asked. @throws the SDK's error for anything else, such as a bucket that is not there
 */
export async function broughtFacts({ InboxBucket: Bucket, Bus: Name }, config) {
  const s3 = new S3Client({
    ...config,
    followRegionRedirects: true,
    forcePathStyle: Boolean(process.env.AWS_ENDPOINT_URL),
  });
  const events = new EventBridgeClient(config);
  const asked = (call, answers = {}) =>
    call.catch((error) => {
      if (error.name in answers) return answers[error.name];
      if (/AccessDenied/.test(error.name)) return undefined;
      throw error;
    });
  const ofBucket = (Command, read, answers) =>
    Bucket === '' ? undefined : asked(s3.send(new Command({ Bucket })).then(read), answers);
  return {
    inboxNotifies: await ofBucket(
      GetBucketNotificationConfigurationCommand,
      ({ EventBridgeConfiguration }) => EventBridgeConfiguration !== undefined,
    ),
    // S3 API reference, GetBucketLocation: none is us-east-1.
    inboxRegion: await ofBucket(
      GetBucketLocationCommand,
      ({ LocationConstraint }) => LocationConstraint || 'us-east-1',
    ),
    inboxKey: await ofBucket(
      GetBucketEncryptionCommand,
      ({ ServerSideEncryptionConfiguration: { Rules } }) =>
        Rules[0]?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID ?? null,
      { ServerSideEncryptionConfigurationNotFoundError: null },
    ),
    busExists:
      Name === ''
        ? undefined
        : await asked(
            events.send(new DescribeEventBusCommand({ Name })).then(() => true),
            { ResourceNotFoundException: false },
          ),
  };
}
