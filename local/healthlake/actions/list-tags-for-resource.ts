import type { ListTagsForResourceRequest, ListTagsForResourceResponse } from '@aws-sdk/client-healthlake';
import type { Action } from '../action.ts';
import { taggedDatastore } from '../datastores/known-datastore.ts';

export const listTagsForResource: Action<ListTagsForResourceRequest, ListTagsForResourceResponse> = (
  parts,
  { ResourceARN },
  caller,
) => ({ Tags: parts.tags.of(taggedDatastore(parts, caller, 'ListTagsForResource', ResourceARN).arn) });
