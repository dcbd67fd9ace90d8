import type { UntagResourceRequest, UntagResourceResponse } from '@aws-sdk/client-healthlake';
import type { Action } from '../action.ts';
import { taggedDatastore } from '../datastores/known-datastore.ts';

/** Removes tags; keys that are not set are passed over. */
export const untagResource: Action<UntagResourceRequest, UntagResourceResponse> = (
  parts,
  { ResourceARN, TagKeys },
  caller,
) => {
  parts.tags.remove(taggedDatastore(parts, caller, 'UntagResource', ResourceARN).arn, TagKeys);
  return {};
};
