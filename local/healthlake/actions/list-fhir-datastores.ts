import type { ListFHIRDatastoresRequest, ListFHIRDatastoresResponse } from '@aws-sdk/client-healthlake';
import type { Action } from '../action.ts';
import { datastoreProperties } from '../datastores/datastore-properties.ts';
import { cutPage, DEFAULT_PAGE_SIZE } from '../protocol/paging.ts';

export const listFHIRDatastores: Action<ListFHIRDatastoresRequest, ListFHIRDatastoresResponse> = (
  parts,
  request,
  caller,
) => {
  const operation = 'ListFHIRDatastores';
  const { permissions: access, datastores, pages, clock, settings } = parts;
  access.check(caller, operation, '*');
  const limit = request.MaxResults ?? DEFAULT_PAGE_SIZE;
  const found = datastores.page(
    {
      name: request.Filter?.DatastoreName,
      status: request.Filter?.DatastoreStatus,
      createdBefore: request.Filter?.CreatedBefore?.getTime(),
      createdAfter: request.Filter?.CreatedAfter?.getTime(),
    },
    {
      before: pages.read(request.NextToken, operation, request),
      notAfter: Math.round(clock.now()) - settings().listLagMs,
    },
    limit + 1,
  );
  const { page, next } = cutPage(found, limit);
  return {
    DatastorePropertiesList: page.map((datastore) => datastoreProperties(parts, datastore)),
    NextToken: next === undefined ? undefined : pages.write(next, operation, request),
  };
};
