/**
 * In: requests and statuses of the HealthLake API.
 * Out: the API's model as tables: members, limits, statuses, ARNs.
 * Touches: nothing: every function is pure.
 */
export type { DatastoreArn } from './arns.ts';
export { datastoreArn, parseDatastoreArn } from './arns.ts';
export { ELEMENT_NAMES } from './element-names.ts';
export { TERMINAL_STATUSES, isTerminal, mayFollow } from './job-status.ts';
export type { OperationName, Shape } from './model.ts';
export { OPERATIONS, isOperation, shapeOf } from './model.ts';
export { validateRequest, validationMessage } from './validate-request.ts';
export { dataStoreReference } from './data-store-reference.ts';
