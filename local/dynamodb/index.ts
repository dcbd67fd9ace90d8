/**
 * In: DynamoDB's JSON API.
 * Out: tables with conditional writes; stale indexes on request.
 * Touches: dynalite and its folder.
 */
export { createDynamoDb } from './dynamodb.ts';
export { FAILING_REQUESTS } from './mended-tables.ts';
export { SERVED_MEMBERS } from './served-members.ts';
export { STALE_INDEX_MS } from './stale-indexes.ts';
export type { TableDeclaration } from './table.ts';
