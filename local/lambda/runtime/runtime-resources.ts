import { createRecords } from '../../ground/index.ts';
import type { EventSources } from '../event-sources.ts';
import type { FunctionRegistry } from '../function-registry.ts';
import type { InvokePermissions } from '../invoke-permission.ts';
import type { LambdaOptions } from '../lambda.ts';
import type { RuntimeFunctions, RuntimeFunctionsOptions } from './runtime-functions.ts';
import { createRuntimeFunctions } from './runtime-functions.ts';
import type { RuntimeMappings } from './runtime-mappings.ts';
import { createRuntimeMappings } from './runtime-mappings.ts';
import type { RuntimePermissions } from './runtime-permissions.ts';
import { createRuntimePermissions } from './runtime-permissions.ts';

/** What callers make beside the template: functions, the permissions of functions, and the queues that feed them. */
export interface RuntimeResources {
  runtimeFunctions: RuntimeFunctions;
  runtimePermissions: RuntimePermissions;
  runtimeMappings: RuntimeMappings;
  restore: () => string[];
  clear: () => void;
}

export interface RuntimeResourcesOptions
  extends
    Pick<LambdaOptions, 'database' | 'clock' | 'codeFolder'>,
    Pick<RuntimeFunctionsOptions, 'declare' | 'withdraw'> {
  functions: FunctionRegistry;
  permissions: InvokePermissions;
  eventSources: EventSources;
}

export function createRuntimeResources(options: RuntimeResourcesOptions): RuntimeResources {
  const { database, functions, permissions, eventSources, withdraw } = options;
  const runtimePermissions = createRuntimePermissions(
    createRecords(database, 'lambda_permission'),
    permissions,
  );
  const runtimeMappings = createRuntimeMappings(
    createRecords(database, 'lambda_event_source_mapping'),
    eventSources,
  );
  const runtimeFunctions = createRuntimeFunctions({
    ...options,
    records: createRecords(database, 'lambda_function'),
    exists: functions.has,
    withdraw(name) {
      runtimePermissions.removeOf(name);
      withdraw(name);
    },
  });
  return {
    runtimeFunctions,
    runtimePermissions,
    runtimeMappings,
    restore() {
      const lost = runtimeFunctions.restore();
      runtimePermissions.restore(functions.has);
      runtimeMappings.restore();
      return lost;
    },
    clear() {
      runtimeMappings.clear();
      runtimePermissions.clear();
      runtimeFunctions.clear();
    },
  };
}
