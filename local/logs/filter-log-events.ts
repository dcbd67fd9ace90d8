import type { Authorize, JsonObject } from '../ground/index.ts';
import { AwsError, arnOf, notImplemented } from '../ground/index.ts';
import type { AwsJsonAction } from '../http/index.ts';
import { integerMember, textListMember, textMember } from '../http/index.ts';
import { parseFilterPattern } from './filter-pattern.ts';
import type { LineRange, PageEnd, StoredLine } from './line-store.ts';

/** What the action reads. */
export interface LineReader {
  hasGroup: (name: string) => boolean;
  read: (range: LineRange) => Iterable<StoredLine>;
}

/** API reference, FilterLogEvents: 10,000 events or 1 MB in an answer, and a pattern of up to 1,024 characters. */
const MOST_EVENTS = 10_000;
const LARGEST_PAGE_BYTES = 1024 * 1024;
const LONGEST_PATTERN = 1024;

/** FilterLogEvents: the events of one log group that a pattern matches, oldest first. */
export const filterLogEvents =
  ({ hasGroup, read }: LineReader, authorize: Authorize): AwsJsonAction =>
  (input, { caller }) => {
    const group = groupOf(input);
    authorize(caller, 'logs:FilterLogEvents', arnOf('logs', `log-group:${group}:*`));
    if (!hasGroup(group))
      throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
    for (const member of ['logStreamNamePrefix', 'unmask'])
      if (input[member] !== undefined) throw notImplemented(`${member} of FilterLogEvents`);
    const streams = textListMember(input, 'logStreamNames');
    const matches = parseFilterPattern(patternOf(input));
    const limit = limitOf(input);
    const events: Record<string, unknown>[] = [];
    let bytes = 0;
    const range = {
      group,
      from: integerMember(input, 'startTime') ?? 0,
      to: integerMember(input, 'endTime') ?? Number.MAX_SAFE_INTEGER,
      after: pageEndOf(textMember(input, 'nextToken')),
    };
    let last: PageEnd | undefined;
    for (const line of read(range)) {
      if (streams !== undefined && !streams.includes(line.stream)) continue;
      if (!matches(line.message)) continue;
      bytes += Buffer.byteLength(line.message);
      if (events.length === limit || (bytes > LARGEST_PAGE_BYTES && events.length > 0))
        return { events, searchedLogStreams: [], nextToken: tokenOf(last) };
      events.push(eventOf(line));
      last = line;
    }
    return { events, searchedLogStreams: [] };
  };

const eventOf = ({ id, stream, time, message }: StoredLine) => ({
  eventId: String(id).padStart(56, '0'),
  logStreamName: stream,
  timestamp: time,
  ingestionTime: time,
  message,
});

function groupOf(input: JsonObject): string {
  const name = textMember(input, 'logGroupName');
  const identifier = textMember(input, 'logGroupIdentifier');
  if ((name === undefined) === (identifier === undefined))
    throw invalid('one of logGroupName and logGroupIdentifier must be there, and only one');
  return name ?? identifier?.replace(/^arn:[^:]+:logs:[^:]*:\d*:log-group:/, '') ?? '';
}

function patternOf(input: JsonObject): string {
  const pattern = textMember(input, 'filterPattern') ?? '';
  if (pattern.length > LONGEST_PATTERN)
    throw invalid(`filterPattern has ${pattern.length} characters, the most are ${LONGEST_PATTERN}`);
  return pattern;
}

function limitOf(input: JsonObject): number {
  const limit = integerMember(input, 'limit') ?? MOST_EVENTS;
  if (limit < 1 || limit > MOST_EVENTS) throw invalid(`limit is ${limit}, but must be 1 to ${MOST_EVENTS}`);
  return limit;
}

const invalid = (what: string): AwsError => new AwsError('InvalidParameterException', what);

const tokenOf = (end: PageEnd | undefined): string | undefined => end && `after/${end.time}/${end.id}`;

function pageEndOf(token: string | undefined): PageEnd {
  if (token === undefined) return { time: -1, id: 0 };
  const [, time, id] = /^after\/(\d{1,15})\/(\d{1,15})$/.exec(token) ?? [];
  if (time === undefined || id === undefined) throw invalid('The specified nextToken is invalid.');
  return { time: Number(time), id: Number(id) };
}
