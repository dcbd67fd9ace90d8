import type { TagResourceRequest, TagResourceResponse } from '@aws-sdk/client-healthlake';
import type { Action } from '../action.ts';
import { taggedDatastore } from '../datastores/known-datastore.ts';

export const tagResource: Action<TagResourceRequest, TagResourceResponse> = (
  parts,
  { ResourceARN, Tags },
  caller,
) => {
  parts.tags.set(taggedDatastore(parts, caller, 'TagResource', ResourceARN).arn, Tags);
  return {};
};
