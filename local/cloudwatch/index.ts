/**
 * In: log lines with embedded metrics, invocations, queues, CloudWatch's API in CBOR, JSON and query.
 * Out: metrics with their statistics; the alarms of the template, evaluated by the cloud's clock.
 * Touches: its tables; topics by the function that it is given.
 */
export type { AlarmChange } from './alarms/alarm-change.ts';
export type { ShownAlarms } from './cloudwatch.ts';
export { createCloudWatch } from './cloudwatch.ts';
export { refuseAsCloudWatch } from './protocols.ts';
export type { MeasuredInvocation } from './service-metrics.ts';
