import type { Right } from './authorization/read-scopes.ts';
import type { Perform } from './fhir-call.ts';
import { capabilities } from './interactions/capabilities.ts';
import { create } from './interactions/create.ts';
import { deleteResource } from './interactions/delete.ts';
import { processBundle } from './interactions/process-bundle.ts';
import { read } from './interactions/read.ts';
import { searchWithGet, searchWithPost } from './interactions/search-type.ts';
import { update } from './interactions/update.ts';
import { vread } from './interactions/vread.ts';

/** An interaction that is served. */
export interface Route {
  method: string;
  /** Segments; `:type`, `:id`, `:version` and `:operation` stand for what they name. */
  path: string;
  /** FHIR's code of the interaction (http://hl7.org/fhir/restful-interaction). */
  interaction: string;
  /** The IAM action, which is also the `operationName` that identity providers get. */
  action: string;
  /** What it asks of scopes on the resource type; undefined where it is about no type. */
  right?: Right;
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
    method: 'DELETE',
    path: ':type/:id',
    interaction: 'delete',
    action: 'DeleteResource',
    right: 'd',
    perform: deleteResource,
  },
  {
    method: 'GET',
    path: ':type/:id/_history/:version',
    interaction: 'vread',
    action: 'VersionReadResource',
    right: 'r',
    perform: vread,
  },
];

/** What FHIR or HealthLake has and this endpoint does not: answered 501. */
export const NOT_SERVED: readonly { methods: string; path: string; what: string }[] = [
  { methods: 'GET', path: '', what: 'searches over all resource types' },
  { methods: 'POST', path: '_search', what: 'searches over all resource types' },
  { methods: 'GET', path: '_history', what: 'the history of a data store' },
  { methods: 'GET', path: ':type/_history', what: 'the history of a resource type' },
  { methods: 'GET', path: ':type/:id/_history', what: 'the history of a resource' },
  { methods: 'PATCH', path: ':type/:id', what: 'patch' },
  { methods: 'PUT PATCH DELETE', path: ':type', what: 'conditional update, patch and delete' },
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
