/**
 * In: log lines with embedded metrics, CloudWatch's API in CBOR, JSON and query.
 * Out: metrics with their statistics; the alarms of the template, which nothing watches.
 * Touches: its table.
 */
export type { CloudWatch } from './cloudwatch.ts';
export { createCloudWatch, refuseAsCloudWatch } from './cloudwatch.ts';
