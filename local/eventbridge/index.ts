/**
 * In: PutEvents, events of other services, schedules; EventBridge Scheduler's API.
 * Out: deliveries to targets, with retries and dead letters.
 * Touches: its tables; targets by the functions that it is given.
 */
export { DOUBLE, FAIL_ENTRIES, LOSE } from './event-faults.ts';
export type { BusEvent } from './envelope.ts';
export type { EventBridge, EventsPage, FoundEvents } from './eventbridge-api.ts';
export { createEventBridge } from './eventbridge.ts';
export { createScheduler } from './scheduler/scheduler.ts';
