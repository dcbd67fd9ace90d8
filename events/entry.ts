import type { DetailType, InletEvents } from './types.generated.ts';

/** `source` of every event of Inlet. */
export const EVENT_SOURCE = 'inlet';

/** One entry of a PutEvents request, complete. */
export interface EventEntry {
  Source: typeof EVENT_SOURCE;
  DetailType: DetailType;
  Detail: string;
  EventBusName: string;
  Time: Date;
  Resources: string[];
}

/** Where an event goes, when its subject was observed, and the ARNs it is about. */
export interface EventAddress {
  eventBusName: string;
  time: Date;
  resources: string[];
}

/** What a builder adds: callers do not write these members. */
export type Added = 'schemaVersion' | 'eventId' | 'advice';

export function entry<T extends DetailType>(
  type: T,
  address: EventAddress,
  detail: InletEvents[T],
): EventEntry {
  return {
    Source: EVENT_SOURCE,
    DetailType: type,
    Detail: JSON.stringify(detail),
    EventBusName: address.eventBusName,
    Time: address.time,
    Resources: address.resources,
  };
}

/**
 * Size of an entry in bytes as PutEvents counts it (EventBridge User Guide, "Calculating PutEvents event
 * entry size"): 14 for the time, and the UTF-8 length of source, detail-type, detail and each resource.
 */
export function entrySize({ Source, DetailType, Detail, Resources }: EventEntry): number {
  const texts = [Source, DetailType, Detail, ...Resources];
  return texts.reduce((bytes, text) => bytes + Buffer.byteLength(text), 14);
}
