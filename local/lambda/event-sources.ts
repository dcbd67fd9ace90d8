import type { EventSourceMapping } from '../cloudformation/index.ts';
import { notImplemented } from '../ground/index.ts';
import type { EventSource, EventSourceOptions } from './event-source.ts';
import { createEventSource } from './event-source.ts';
import type { FunctionRegistry } from './function-registry.ts';

/** The queues that feed functions, by the ids of their mappings. */
export interface EventSources {
  /** Takes a mapping up, or puts it in place of what it was. @throws AwsError NotImplemented */
  declare: (mapping: EventSourceMapping) => void;
  remove: (id: string) => void;
  list: () => EventSourceMapping[];
  /** Whether a queue feeds the function. */
  feed: (functionName: string) => boolean;
  /** Lets those of a function go on that waited for it, or for room in it. */
  resume: (functionName: string) => void;
  start: () => void;
  stop: () => void;
}

export interface EventSourcesOptions extends Omit<EventSourceOptions, 'mapping' | 'target'> {
  functions: FunctionRegistry;
}

export function createEventSources({ functions, ...options }: EventSourcesOptions): EventSources {
  const mappings = new Map<string, EventSourceMapping>();
  const sources = new Map<string, EventSource>();
  let started = false;

  const stopOne = (id: string): void => {
    sources.get(id)?.stop();
    sources.delete(id);
  };

  return {
    declare(mapping) {
      if (mapping.filterCriteria) throw notImplemented(`FilterCriteria (${mapping.logicalId})`);
      if (!mapping.eventSourceArn.startsWith('arn:aws:sqs:'))
        throw notImplemented(`the event source ${mapping.eventSourceArn} (${mapping.logicalId})`);
      const { id, functionName, qualifier } = mapping;
      const target = () =>
        functions.has(functionName) ? functions.find(functionName, qualifier) : undefined;
      stopOne(id);
      const source = createEventSource({ ...options, mapping, target });
      mappings.set(id, mapping);
      sources.set(id, source);
      if (started) source.start();
    },
    remove(id) {
      stopOne(id);
      mappings.delete(id);
    },
    list: () => [...mappings.values()],
    feed: (functionName) => [...sources.values()].some((source) => source.functionName === functionName),
    resume(functionName) {
      for (const source of sources.values()) if (source.functionName === functionName) source.resume();
    },
    start() {
      started = true;
      for (const source of sources.values()) source.start();
    },
    stop() {
      started = false;
      for (const source of sources.values()) source.stop();
    },
  };
}
