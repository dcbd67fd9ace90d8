import type { Asked } from './authorization/iam-access.ts';
import type { Operation } from './capability-statement.ts';
import type { Perform } from './fhir-call.ts';
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

/** An interaction that is served. Its IAM action is also the `operationName` that identity providers get. */
export interface Route extends Asked {
  method: string;
  /** Segments; `:type`, `:id`, `:version` and `:operation` stand for what they name. */
  path: string;
  /** FHIR's code of the interaction (http://hl7.org/fhir/restful-interaction). */
  interaction: string;
  /** What scopes call it, where it is no resource type. */
  scopeType?: string;
  /** Whether the resource is named by a search. */
  isConditional?: true;
  /** The operation that it is. */
  operation?: Operation;
  /** Whether HealthLake's Developer Guide does not name it (beyond-the-guide.ts has what does not for a whole route). */
  isBeyondGuide?: true;
  /** Whether it can be no entry of a Bundle, though it has a right. */
  standsAlone?: true;
  perform: Perform;
}

/** All interactions; a new one is a row. IAM actions: Service Authorization Reference, "Actions defined by AWS HealthLake". */
export const ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: 'metadata',
    interaction: 'capabilities',
    action: 'GetCapabilities',
    perform: capabilities,
  },
  { method: 'POST', path: '', interaction: 'batch', action: 'ProcessBundle', perform: processBundle },
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
    perform: create,
  },
  {
    method: 'GET',
    path: ':type/:id',
    interaction: 'read',
    action: 'ReadResource',
    right: 'r',
    perform: read,
  },
  {
    method: 'PUT',
    path: ':type/:id',
    interaction: 'update',
    action: 'UpdateResource',
    right: 'u',
    perform: update,
  },
  {
    method: 'PATCH',
    path: ':type/:id',
    interaction: 'patch',
    action: 'PatchResource',
    right: 'u',
    perform: patch,
  },
  {
    method: 'DELETE',
    path: ':type/:id',
    interaction: 'delete',
    action: 'DeleteResource',
    right: 'd',
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
  {
    methods: 'GET DELETE',
    path: 'export/:id',
    what: 'export jobs; StartFHIRExportJob of the HealthLake API is there',
  },
];
