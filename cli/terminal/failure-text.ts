import { dirname } from 'node:path';
import { getSystemErrorMap } from 'node:util';
import { FixableError } from '../../errors/index.ts';

/** What a person may do about errors of the file system, by Node's code (libuv's names of errno). */
const FILE_ERRORS: Readonly<Record<string, string>> = {
  EACCES: 'may not be read or written by this user: change its permissions, or name another place',
  EPERM: 'may not be changed by this user: change its owner or permissions, or name another place',
  EROFS: 'lies on a file system that is read-only: name another place',
  EEXIST: 'is there already: name another place, or remove it',
  ENOTEMPTY: 'is a folder that is not empty: name another one, or empty it',
  ENOENT: 'does not exist: look for a slip in its name',
  ENOTDIR: 'goes through something that is no folder: look for a slip in its name',
  EISDIR: 'is a folder, and a file is needed: name one in it',
  ELOOP: 'goes round in a circle of links: name the place itself',
  ENAMETOOLONG: 'has a name that is too long for the file system',
  ENOSPC:
    'finds no room: the disk is full (or its user’s share of it). Make room, or name a place on another disk (TMPDIR says where temporary files go)',
  EDQUOT:
    'finds no room: this user’s share of the disk is used up. Make room, or name a place on another disk',
  EMFILE:
    'cannot be opened: this process has too many files open. Raise the limit (ulimit -n), or name fewer',
  ENFILE: 'cannot be opened: the machine has too many files open. End other programs',
  EIO: 'cannot be read or written: the disk reports an error',
  EBUSY: 'is in use by another program: end that first',
  ETXTBSY: 'is a program that runs: end that first',
};

/** Calls on an open file. Node's errors of these name no path. */
const CALLS_ON_OPEN_FILES: readonly unknown[] = ['read', 'write', 'fstat', 'fsync', 'fdatasync', 'ftruncate'];

/** The same of network errors; the address stands before. */
const NETWORK_ERRORS: Readonly<Record<string, string>> = {
  ECONNREFUSED:
    'nothing listens there: start it (`npx inlet local`), or set AWS_ENDPOINT_URL to where it listens',
  ECONNRESET: 'the connection was cut: try again, and see that what listens there is what is meant',
  EPIPE: 'the connection was cut: try again',
  ENOTFOUND: 'there is no host of that name: look for a slip in the address',
  EAI_AGAIN: 'its host name cannot be looked up now: see that the network is up',
  ETIMEDOUT: 'it does not answer in time: see that the network is up and the address is right',
  EHOSTUNREACH: 'there is no way to it: see that the network is up and the address is right',
  ENETUNREACH: 'there is no way to it: see that the network is up and the address is right',
  EADDRINUSE:
    'another program listens there: name another port (--port 0 picks a free one), or end that program',
  EADDRNOTAVAIL: 'this machine has no such address: name one of its own with --host',
  EPROTO: 'it does not speak the protocol of the address: see whether it is http or https',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it speaks http and the address says https',
  HPE_INVALID_CONSTANT: 'what it answers is no HTTP: see that the address and its port are right',
  UND_ERR_SOCKET: 'the connection was cut: try again, and see that what listens there is what is meant',
  UND_ERR_CONNECT_TIMEOUT: 'it does not answer in time: see that the network is up and the address is right',
  UND_ERR_HEADERS_TIMEOUT: 'it does not answer in time: see that it is up',
  ERR_INVALID_URL: 'that is no URL: it begins with http:// or https://',
};

/** What Node's errors of the system have. */
interface SystemError extends Error {
  code?: unknown;
  path?: unknown;
  dest?: unknown;
  address?: unknown;
  port?: unknown;
  hostname?: unknown;
  input?: unknown;
  syscall?: unknown;
  errno?: unknown;
}

/**
 * What a person can do about an error that Inlet did not word itself: files, disks, addresses, connections. The one place for
 * that, for all commands.
 * @returns undefined for a fault of Inlet's own
 */
export function systemFailureText(error: unknown): string | undefined {
  // `fetch failed` and the like: what happened is in a cause.
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 8; at = causeOf(at), depth += 1) {
    const text = textOf(at);
    if (text !== undefined) return text;
  }
  return undefined;
}

function textOf(error: SystemError): string | undefined {
  const code = codeOf(error);
  if (error.syscall === 'mkdtemp' && typeof error.path === 'string')
    return `no temporary folder can be made in ${dirname(error.path)} (${code}): set TMPDIR to a folder that this user may write and that has room`;
  const advice = FILE_ERRORS[code] ?? NETWORK_ERRORS[code];
  const isOfFile = typeof error.path === 'string' || typeof error.dest === 'string';
  if (advice === undefined) return otherText(error, code, isOfFile);
  // A socket's file (EACCES of a port below 1024, too) is of the network.
  if (Object.hasOwn(FILE_ERRORS, code) && !isOfFile && error.port === undefined) {
    if (code === 'ENOSPC' || code === 'EDQUOT' || code.endsWith('MFILE'))
      return `the work ${advice} (${code})`;
    return CALLS_ON_OPEN_FILES.includes(error.syscall)
      ? `something that was opened ${advice} (${code})`
      : undefined;
  }
  if (code === 'EACCES' && !isOfFile)
    return `${addressOf(error)}: this user may not listen there: name a port above 1023 (${code})`;
  const where = isOfFile ? String(error.dest ?? error.path) : addressOf(error);
  return Object.hasOwn(FILE_ERRORS, code) ? `${where} ${advice} (${code})` : `${where}: ${advice} (${code})`;
}

/** An error of the system that no advice is written for, in the system's own words; undefined where it says not what it is about. */
function otherText(error: SystemError, code: string, isOfFile: boolean): string | undefined {
  const [, words] =
    (typeof error.errno === 'number' ? getSystemErrorMap().get(error.errno) : undefined) ?? [];
  if (words === undefined) return undefined;
  if (isOfFile) return `${String(error.dest ?? error.path)} cannot be used: ${words} (${code})`;
  return typeof (error.address ?? error.hostname) === 'string'
    ? `${addressOf(error)}: ${words} (${code})`
    : undefined;
}

/** SQLite has errors of its own for a full disk and for files that cannot be opened (sqlite.org/rescode.html). */
const SQLITE: Readonly<Record<number, string>> = { 13: 'ENOSPC' };

function codeOf(error: SystemError & { errcode?: unknown }): string {
  if (typeof error.errcode === 'number') return SQLITE[error.errcode & 0xff] ?? '';
  if (typeof error.code === 'string') return error.code;
  return '';
}

function addressOf({ address, port, hostname, input }: SystemError): string {
  if (typeof input === 'string') return input;
  if (typeof address === 'string') return typeof port === 'number' ? `${address}:${port}` : address;
  return typeof hostname === 'string' ? hostname : 'the address';
}

/** The cause, or the first error of several (a host with two addresses has one for each). */
const causeOf = (error: Error): unknown =>
  error.cause ?? (error instanceof AggregateError ? (error.errors as unknown[])[0] : undefined);

/** False for a fault of Inlet's own, which is shown with its stack. */
export const isFixable = (error: unknown): boolean =>
  error instanceof FixableError || systemFailureText(error) !== undefined;

/** An error that a person can fix says all in its message; any other is shown with its stack and those of its causes. */
export const failureText = (error: unknown): string =>
  error instanceof FixableError ? error.message : (systemFailureText(error) ?? stackOf(error));

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const stack = error.stack ?? error.message;
  return error.cause === undefined ? stack : `${stack}\ncaused by ${stackOf(error.cause)}`;
}
