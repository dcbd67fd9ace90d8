import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Authorizer, Stack } from '../cloudformation/index.ts';
import { createAuthorizer, readStack } from '../cloudformation/index.ts';
import type { Caller, Clock, Listeners, Service } from '../ground/index.ts';
import {
  DISK_FULL,
  OWNER_ACCESS_KEY,
  SECRET_ACCESS_KEY,
  accessKeyOf,
  createListeners,
  isDiskFull,
  openDatabase,
} from '../ground/index.ts';
import type { MeasuredInvocation } from '../cloudwatch/index.ts';
import type { RuntimeRoles } from '../iam/index.ts';
import { createRuntimeRoles } from '../iam/index.ts';
import type { RefuseSignature } from '../http/index.ts';
import { isLoopback, readOrigins, requireSignature } from '../http/index.ts';
import type { Sessions } from '../sts/index.ts';
import { createSessions } from '../sts/index.ts';
import type { CloudOptions, FunctionLog } from './cloud-api.ts';
import { openSavedClock } from './saved-clock.ts';

/** What every service of the cloud is made of. */
export interface CloudParts {
  options: CloudOptions;
  /** Where the cloud answers, `http://127.0.0.1:port`. */
  url: string;
  /** The state folder. */
  folder: string;
  stack: Stack;
  authorizer: Authorizer;
  /** Roles that callers made, beside the template's. */
  runtimeRoles: RuntimeRoles;
  /** The one database of all services but DynamoDB: what they write for one request is one commit. */
  database: DatabaseSync;
  clock: Clock;
  /** Whose access key this is; undefined for the account's owner. */
  callerOf: (accessKeyId: string) => Caller | undefined;
  /** Lets a role sign that the template does not have: that of a function which a caller made. */
  admitRole: (roleArn: string) => void;
  /** Origins whose pages may call the FHIR endpoint and the local issuer. */
  allowedOrigins: readonly string[];
  /** Whether callers may hand in code that runs here. */
  takesCode: boolean;
  /** Roles that were assumed by a call. */
  sessions: Sessions;
  /** The service behind the check of its requests' signatures, where the cloud is strict; else the service itself. */
  signed: (service: Service, signingName: string, refuse?: RefuseSignature) => Service;
  /** Lines that functions write. */
  logs: Listeners<[FunctionLog]>;
  /** Invocations of functions that have ended. */
  invoked: Listeners<[MeasuredInvocation]>;
  /** Names of functions that had no room for an invocation. */
  throttled: Listeners<[string]>;
  /** Texts of what went wrong in the cloud or between its services. */
  troubles: Listeners<[string]>;
  /** Takes an error that no service expected. */
  onFault: (error: unknown) => void;
}

/** A full disk makes everything fail: it is told again only so much later, milliseconds. */
const FULL_DISK_AGAIN_MS = 60_000;

/**
 * Reads the packaged template and opens the state folder.
 * @param address the IP address that the cloud listens on
 * @throws TemplateError, FixableError InvalidOrigin
 */
export function openParts(
  options: CloudOptions,
  { url, address }: { url: string; address: string },
  folder: string,
): CloudParts {
  const allowedOrigins = readOrigins(options.allowedOrigins ?? []);
  const stack = readStack({ packageFolder: options.packageFolder, endpoint: url, dataStoreId });
  const database = openDatabase(folder, 'cloud.sqlite');
  const roles = new Map<string, Caller>();
  const admitRole = (roleArn: string): void => {
    roles.set(accessKeyOf(roleArn), { kind: 'role', roleArn });
  };
  for (const { arn } of stack.roles) admitRole(arn);
  const sessions = createSessions(database);
  const callerOf = (accessKeyId: string): Caller | undefined =>
    roles.get(accessKeyId) ?? sessions.callerOf(accessKeyId);
  const secretOf = (accessKeyId: string): string | undefined =>
    accessKeyId === OWNER_ACCESS_KEY || callerOf(accessKeyId) ? SECRET_ACCESS_KEY : undefined;
  const troubles = createListeners<[string]>();
  let fullSince = -Infinity;
  const onFault = (error: unknown): void => {
    if (!isDiskFull(error)) {
      troubles.emit(error instanceof Error ? (error.stack ?? error.message) : String(error));
    } else if (Date.now() - fullSince > FULL_DISK_AGAIN_MS) {
      fullSince = Date.now();
      troubles.emit(`${DISK_FULL} (${folder})`);
    }
  };
  const authorizer = createAuthorizer(stack.roles, stack.keys);
  return {
    options,
    url,
    folder,
    stack,
    authorizer,
    runtimeRoles: createRuntimeRoles(database, stack.roles, authorizer),
    database,
    clock: openSavedClock(database, onFault),
    callerOf,
    admitRole,
    allowedOrigins,
    takesCode: options.allowFunctions === true || isLoopback(address),
    sessions,
    signed: options.strictAuth === true ? requireSignature(secretOf) : (service) => service,
    logs: createListeners(),
    invoked: createListeners(),
    throttled: createListeners(),
    troubles,
    onFault,
  };
}

/** The same data store has the same id in every run: its folder of results is named for it. */
const dataStoreId = (logicalId: string): string =>
  createHash('sha256').update(`inlet local ${logicalId}`).digest('hex').slice(0, 32);
