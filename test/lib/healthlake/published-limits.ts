/**
 * The lengths and ranges of the HealthLake API as its reference prints them, once more and on purpose: a test that took
 * them from the table that it tests would agree with whatever is there. By shape: at least, at most; null is no limit.
 */
export const PUBLISHED_LIMITS: Readonly<Record<string, readonly [min: number | null, max: number | null]>> = {
  AmazonResourceName: [1, 1011],
  BoundedLengthString: [1, 5000],
  ClientTokenString: [1, 64],
  DatastoreId: [1, 32],
  DatastoreName: [1, 256],
  EncryptionKeyID: [1, 400],
  ErrorMessage: [1, 4096],
  IamRoleArn: [20, 2048],
  JobId: [1, 32],
  JobName: [1, 64],
  LambdaArn: [49, 256],
  MaxResultsInteger: [1, 500],
  Message: [1, 2048],
  NextToken: [null, 8192],
  S3Uri: [null, 1024],
  String: [null, 10000],
  TagKey: [1, 128],
  TagKeyList: [0, 200],
  TagList: [0, 200],
  TagValue: [0, 256],
};
