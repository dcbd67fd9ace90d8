import type { DatabaseSync } from 'node:sqlite';
import { createRecords, notImplemented } from '../ground/index.ts';
import type { BusDeclaration, RuleBook } from './rules.ts';

/** The buses that callers make beside the template's. They are kept in the cloud's database. */
export interface RuntimeBuses {
  /** Takes up those of an earlier run, when the template's are declared. */
  restore(): void;
  make(bus: BusDeclaration): void;
  /** @throws AwsError where it is the template's */
  remove(name: string): void;
  /** Removes all of them. */
  clear(): void;
}

export function createRuntimeBuses(database: DatabaseSync, book: RuleBook): RuntimeBuses {
  const kept = createRecords<BusDeclaration>(database, 'eventbridge_bus');
  return {
    restore() {
      const declared = new Set(book.buses().map(({ name }) => name));
      for (const bus of kept.list()) {
        // One that the template declares now is the template's from here on.
        if (declared.has(bus.name)) kept.remove(bus.name);
        else book.declareBus(bus);
      }
    },
    make(bus) {
      kept.put(bus.name, bus);
      book.declareBus(bus);
    },
    remove(name) {
      if (!kept.get(name))
        throw notImplemented(`changes at runtime of event bus ${name}, which the template declares`);
      kept.remove(name);
      book.removeBus(name);
    },
    clear() {
      for (const { name } of kept.list()) book.removeBus(name);
      kept.clear();
    },
  };
}
