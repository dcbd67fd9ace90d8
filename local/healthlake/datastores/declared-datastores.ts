import { createHash } from 'node:crypto';
import type { Clock } from '../../ground/index.ts';
import type { Datastore, Datastores } from './datastores.ts';

/** A data store of the template. */
export interface Declaration extends Pick<Datastore, 'datastoreId' | 'setup'> {
  name: string;
}

/** The data stores that the template declares: they are there at each start, without events. */
export function createDeclarations(
  datastores: Datastores,
  clock: Clock,
): {
  add: (declaration: Declaration) => Datastore;
  restore: () => void;
} {
  const declarations = new Map<string, Declaration>();
  const declare = (declaration: Declaration): Datastore => {
    const active = { ...declaration, status: 'ACTIVE', dueAt: undefined, errorCause: undefined } as const;
    const known = datastores.find(declaration.datastoreId);
    if (known) {
      datastores.save({ ...known, ...active });
      return { ...known, ...active };
    }
    const createdAt = Math.round(clock.now());
    return datastores.add({ ...active, createdAt, clientToken: undefined, requestHash: undefined });
  };
  return {
    add(declaration) {
      declarations.set(declaration.datastoreId, declaration);
      return declare(declaration);
    },
    restore() {
      for (const declaration of declarations.values()) declare(declaration);
    },
  };
}

/** Stable over restarts and machines, in the form of the service's own ids: 32 hexadecimal digits. */
export const datastoreIdOf = (name: string): string =>
  createHash('sha256').update(`data store ${name}`).digest('hex').slice(0, 32);
