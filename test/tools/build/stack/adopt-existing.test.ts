import { describe, expect, test } from '@jest/globals';
import { adoptExisting } from '../../../../tools/build/stack/adopt-existing.ts';
import type { Template } from '../../../../tools/build/stack/adopt-existing.ts';

const STORE = '0123456789abcdef0123456789abcdef';

const template: Template = {
  Resources: {
    DataStore: { Type: 'AWS::HealthLake::FHIRDatastore' },
    Bucket: { Type: 'AWS::S3::Bucket' },
    BucketPolicy: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: { Ref: 'Bucket' } } },
    Topic: { Type: 'AWS::SNS::Topic' },
    Reader: {
      Type: 'AWS::IAM::Role',
      DependsOn: ['DataStore', 'BucketPolicy', 'Topic'],
      Properties: {
        id: { 'Fn::GetAtt': ['DataStore', 'DatastoreId'] },
        arn: { 'Fn::Sub': 'arn:${AWS::Partition}:x/${DataStore.DatastoreId}' },
        bucket: [{ Ref: 'Bucket' }, { 'Fn::Sub': '${Bucket.Arn}/*' }, { 'Fn::GetAtt': ['Bucket', 'Arn'] }],
        topic: { Ref: 'Topic' },
      },
    },
  },
};

describe('a resource that exists', () => {
  test('is left out of the template, and every reference names it', () => {
    const { Resources } = adoptExisting(template, { DataStore: STORE, Bucket: 'my-bucket' });
    expect(Object.keys(Resources)).toEqual(['Topic', 'Reader']);
    expect(Resources.Reader).toEqual({
      Type: 'AWS::IAM::Role',
      DependsOn: ['Topic'],
      Properties: {
        id: STORE,
        arn: { 'Fn::Sub': `arn:\${AWS::Partition}:x/${STORE}` },
        bucket: [
          'my-bucket',
          { 'Fn::Sub': 'arn:${AWS::Partition}:s3:::my-bucket/*' },
          { 'Fn::Sub': 'arn:${AWS::Partition}:s3:::my-bucket' },
        ],
        topic: { Ref: 'Topic' },
      },
    });
  });

  test('keeps its bucket policy: CloudFormation makes none where there is one', () => {
    expect(adoptExisting(template, { DataStore: STORE }).Resources).toHaveProperty('BucketPolicy');
    expect(adoptExisting(template, { Bucket: 'my-bucket' }).Resources).not.toHaveProperty('BucketPolicy');
  });

  test('cannot be two at once: results in the inbox would be taken for files to import', () => {
    const two = { ...template, Resources: { ...template.Resources, Results: { Type: 'AWS::S3::Bucket' } } };
    expect(() => adoptExisting(two, { Bucket: 'my-bucket', Results: 'my-bucket' })).toThrow(
      'existingResults is "my-bucket", but so is existingBucket: each must be another one',
    );
  });

  test('that is not named changes nothing', () => {
    expect(adoptExisting(template, { DataStore: '', Bucket: '' })).toBe(template);
  });

  test.each([STORE.slice(1), `${STORE}0`, STORE.toUpperCase(), ` ${STORE}`, 'g'.repeat(32)])(
    'cannot be a data store with the id %j',
    (id) => {
      expect(() => adoptExisting(template, { DataStore: id })).toThrow(
        `existingDatastoreId is ${JSON.stringify(id)}, but must be a data store id: exactly 32 of 0-9 and a-f`,
      );
    },
  );

  test('cannot be of a kind that nobody keeps', () => {
    expect(() => adoptExisting(template, { Topic: 'x' })).toThrow('Topic cannot be taken over');
  });
});
