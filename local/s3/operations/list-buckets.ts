import { REGION } from '../../ground/index.ts';
import { xmlAnswer } from '../http/answer.ts';
import { queryNumber } from '../http/request.ts';
import { OWNER } from '../http/list-query.ts';
import { writeXml } from '../http/xml.ts';
import type { Operation } from '../operation.ts';

const MOST_BUCKETS = 10_000;

/** ListBuckets. The continuation token is the name of the last bucket. */
export const listBuckets: Operation = (storage, request) => {
  storage.authorize(request.caller, 's3:ListAllMyBuckets', '*');
  const prefix = request.query.get('prefix') ?? '';
  const after = request.query.get('continuation-token') ?? '';
  const limit = queryNumber(request, 'max-buckets', MOST_BUCKETS, { min: 1, max: MOST_BUCKETS });
  const isHere = (request.query.get('bucket-region') ?? REGION) === REGION;
  const buckets = storage.buckets
    .list()
    .filter(({ name }) => isHere && name.startsWith(prefix) && name > after);
  const page = buckets.slice(0, limit);
  return xmlAnswer(
    writeXml('ListAllMyBucketsResult', {
      Owner: OWNER,
      Buckets: {
        Bucket: page.map(({ name, created }) => ({
          Name: name,
          CreationDate: new Date(created).toISOString(),
          BucketRegion: REGION,
        })),
      },
      ContinuationToken: buckets.length > limit ? page.at(-1)?.name : undefined,
      Prefix: prefix || undefined,
    }),
  );
};
