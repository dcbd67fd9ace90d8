import type { Authorize, Caller, JsonObject } from '../../ground/index.ts';
import { AwsError, arnOf, notImplemented } from '../../ground/index.ts';
import { integerMember, textMember } from '../../http/index.ts';
import type { LineStore, PageEnd } from '../line-store.ts';
import type { LogGroups } from '../log-groups.ts';

/** What the actions work on. */
export interface LogsApi {
  groups: LogGroups;
  /** Reads what was written up to now. */
  lines: LineStore;
  authorize: Authorize;
  /** Cloud time, epoch milliseconds. */
  now: () => number;
}

export const groupArn = (group: string): string => arnOf('logs', `log-group:${group}`);

/** As IAM sees an action on a group, and all that is in it. */
const groupResource = (group: string): string => `${groupArn(group)}:*`;

export const streamArn = (group: string, stream: string): string => `${groupArn(group)}:log-stream:${stream}`;

/** API reference: names of log groups and of log streams. */
const GROUP_NAME = /^[\w./#-]{1,512}$/;
const STREAM_NAME = /^[^:*]{1,512}$/;

/** The group that a request names, where its caller may do `action` there. It need not exist. @throws AwsError */
export function authorizedGroup(
  { authorize }: LogsApi,
  caller: Caller,
  action: string,
  input: JsonObject,
): string {
  const group = groupOf(input);
  authorize(caller, `logs:${action}`, groupResource(group));
  return group;
}

/** By name, or by name or ARN where the action takes an identifier. */
function groupOf(input: JsonObject): string {
  const name = textMember(input, 'logGroupName');
  const identifier = textMember(input, 'logGroupIdentifier');
  if ((name === undefined) === (identifier === undefined))
    throw invalid('one of logGroupName and logGroupIdentifier must be there, and only one');
  const group = name ?? identifier?.replace(/^arn:[^:]+:logs:[^:]*:\d*:log-group:/, '').replace(/:\*$/, '');
  if (!GROUP_NAME.test(group ?? ''))
    throw invalid(`the name of a log group is 1 to 512 letters, digits, "_", "-", "/", "." and "#"`);
  return group ?? '';
}

/** The stream that a request names, where its caller may do `action` there. @throws AwsError */
export function authorizedStream(
  { authorize }: LogsApi,
  caller: Caller,
  action: string,
  input: JsonObject,
): { group: string; stream: string } {
  const group = groupOf(input);
  const stream = textMember(input, 'logStreamName') ?? '';
  if (!STREAM_NAME.test(stream))
    throw invalid('the name of a log stream is 1 to 512 characters, without ":" and "*"');
  authorize(caller, `logs:${action}`, streamArn(group, stream));
  return { group, stream };
}

export function limitOf(input: JsonObject, most: number): number {
  const limit = integerMember(input, 'limit') ?? most;
  if (limit < 1 || limit > most) throw invalid(`limit is ${limit}, but must be 1 to ${most}`);
  return limit;
}

/** @throws AwsError NotImplemented for members that say something */
export function refuseMembers(action: string, input: JsonObject, ...members: string[]): void {
  for (const member of members)
    if (input[member] !== undefined && input[member] !== false)
      throw notImplemented(`${member} of ${action}`);
}

export const invalid = (what: string): AwsError => new AwsError('InvalidParameterException', what);

const wrongToken = (): AwsError => invalid('The specified nextToken is invalid.');

export const tokenOf = (kind: string, { time, id }: PageEnd): string => `${kind}/${time}/${id}`;

/** @throws AwsError for what is no token of these kinds */
export function readToken(token: string, kinds: readonly string[]): PageEnd & { kind: string } {
  const [, kind = '', time, id] = /^(\w+)\/(\d{1,15})\/(\d{1,15})$/.exec(token) ?? [];
  if (!kinds.includes(kind)) throw wrongToken();
  return { kind, time: Number(time), id: Number(id) };
}

/** A page of a list, whose token says how much came before it. */
export function pageOf<T>(
  items: readonly T[],
  input: JsonObject,
  longest: number,
): { page: T[]; nextToken?: string } {
  const token = textMember(input, 'nextToken');
  const [, offset] = /^offset\/(\d{1,9})$/.exec(token ?? 'offset/0') ?? [];
  if (offset === undefined) throw wrongToken();
  const end = Number(offset) + limitOf(input, longest);
  return {
    page: items.slice(Number(offset), end),
    ...(end < items.length && { nextToken: `offset/${end}` }),
  };
}
