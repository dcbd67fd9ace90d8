/**
 * In: S3's REST API.
 * Out: objects with versions, and "Object Created" of each.
 * Touches: its tables and its folder of objects.
 */
export { refuseAsS3 } from './http/refuse-as-s3.ts';
export { decodeUrl } from './http/request.ts';
export { routeFor } from './operation-routes.ts';
export type { S3 } from './s3.ts';
export { createS3 } from './s3.ts';
