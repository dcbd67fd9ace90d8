import { capabilities } from './interactions/capabilities.ts';
import { conditionalDelete } from './interactions/conditional-delete.ts';
import { conditionalUpdate } from './interactions/conditional-update.ts';
import { create } from './interactions/create.ts';
import { deleteResource } from './interactions/delete.ts';
import { history, typeHistory } from './interactions/history.ts';
import { patch } from './interactions/patch.ts';
import { transactionStatus } from './interactions/async-transaction.ts';
import { processBundle } from './interactions/process-bundle.ts';
import { read } from './interactions/read.ts';
import { searchWithGet, searchWithPost } from './interactions/search-type.ts';
import { update } from './interactions/update.ts';
import { vread } from './interactions/vread.ts';
import { OPERATION_ROUTES } from './operation-routes.ts';
import type { Route } from './route.ts';

/** What a read may ask: a part of the resource. */
const OF_PARTS = ['_summary', '_elements'];

/** All interactions; a new one is a row. IAM actions: Service Authorization Reference, "Actions defined by AWS HealthLake". */
export const ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: 'metadata',
    interaction: 'capabilities',
    action: 'GetCapabilities',
    perform: capabilities,
  },
  {
    method: 'POST',
    path: '',
    interaction: 'batch',
    action: 'ProcessBundle',
    parameters: [],
    perform: processBundle,
  },
  {
    method: 'GET',
    path: 'Transaction/:id',
    interaction: 'read',
    action: 'ReadResource',
    right: 'r',
    scopeType: 'Transaction',
    standsAlone: true,
    perform: transactionStatus,
  },
  {
    method: 'GET',
    path: ':type',
    interaction: 'search-type',
    action: 'SearchWithGet',
    right: 's',
    perform: searchWithGet,
  },
  {
    method: 'POST',
    path: ':type/_search',
    interaction: 'search-type',
    action: 'SearchWithPost',
    right: 's',
    perform: searchWithPost,
  },
  {
    method: 'POST',
    path: ':type',
    interaction: 'create',
    action: 'CreateResource',
    right: 'c',
    parameters: [],
    perform: create,
  },
  {
    method: 'GET',
    path: ':type/:id',
    interaction: 'read',
    action: 'ReadResource',
    right: 'r',
    parameters: OF_PARTS,
    perform: read,
  },
  {
    method: 'PUT',
    path: ':type/:id',
    interaction: 'update',
    action: 'UpdateResource',
    right: 'u',
    parameters: [],
    perform: update,
  },
  {
    method: 'PATCH',
    path: ':type/:id',
    interaction: 'patch',
    action: 'PatchResource',
    right: 'u',
    parameters: [],
    perform: patch,
  },
  {
    method: 'DELETE',
    path: ':type/:id',
    interaction: 'delete',
    action: 'DeleteResource',
    right: 'd',
    parameters: [],
    perform: deleteResource,
  },
  {
    method: 'PUT',
    path: ':type',
    interaction: 'update',
    action: 'UpdateResource',
    right: 'u',
    isConditional: true,
    perform: conditionalUpdate,
  },
  {
    method: 'DELETE',
    path: ':type',
    interaction: 'delete',
    action: 'DeleteResource',
    // Who may search but not delete is told so of each resource (conditional-delete.ts).
    right: 's',
    isConditional: true,
    perform: conditionalDelete,
  },
  {
    method: 'GET',
    path: ':type/:id/_history/:version',
    interaction: 'vread',
    action: 'VersionReadResource',
    right: 'r',
    parameters: OF_PARTS,
    perform: vread,
  },
  {
    method: 'GET',
    path: ':type/:id/_history',
    interaction: 'history-instance',
    action: 'GetHistoryByResourceId',
    right: 'r',
    perform: history,
  },
  {
    method: 'GET',
    path: ':type/_history',
    interaction: 'history-type',
    action: 'GetHistoryByResourceId',
    right: 's',
    perform: typeHistory,
  },
  ...OPERATION_ROUTES,
];

/** What FHIR or HealthLake has and this endpoint does not: answered 501. */
export const NOT_SERVED: readonly { methods: string; path: string; what: string }[] = [
  { methods: 'GET', path: '', what: 'searches over all resource types' },
  { methods: 'POST', path: '_search', what: 'searches over all resource types' },
  { methods: 'GET', path: '_history', what: 'the history of a data store' },
  { methods: 'PATCH', path: ':type', what: 'conditional patch' },
  { methods: 'GET', path: ':type/:id/:type', what: 'searches in a compartment' },
  { methods: 'POST', path: ':type/:id/:type/_search', what: 'searches in a compartment' },
  { methods: 'GET POST', path: ':operation', what: 'this operation' },
  { methods: 'GET POST', path: ':type/:operation', what: 'this operation' },
  { methods: 'GET POST DELETE', path: ':type/:id/:operation', what: 'this operation' },
];
