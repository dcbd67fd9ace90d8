const NETWORK = 'functions run on this machine, in no network of AWS';

/** Properties of the resources that the local cloud runs which mean nothing on one machine, by type, with the reason. */
export const PROPERTIES_WITHOUT_EFFECT: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'AWS::Lambda::Function': {
    VpcConfig: NETWORK,
    CodeSigningConfigArn: 'the code is that of this machine',
  },
  'AWS::IAM::Role': {
    PermissionsBoundary:
      'what a policy outside the template allows is not known; calls are checked against the role itself',
  },
  'AWS::S3::Bucket': {
    LifecycleConfiguration: 'objects stay until they are deleted, or the cloud is reset',
    LoggingConfiguration: 'requests are lines of the local cloud',
  },
  'AWS::Events::EventBus': {
    KmsKeyIdentifier: 'events are not encrypted on one machine',
    DeadLetterConfig: 'events are not encrypted on one machine',
  },
  'AWS::Events::Archive': { KmsKeyIdentifier: 'events are not encrypted on one machine' },
  'AWS::SQS::Queue': { SqsManagedSseEnabled: 'messages are not encrypted with a key of SQS on one machine' },
};
