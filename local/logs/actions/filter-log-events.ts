import type { JsonObject } from '../../ground/index.ts';
import type { AwsJsonAction } from '../../http/index.ts';
import { integerMember, textListMember, textMember } from '../../http/index.ts';
import { parseFilterPattern } from '../filter-pattern.ts';
import type { PageEnd, StoredLine } from '../line-store.ts';
import type { LogsApi } from './requests.ts';
import { authorizedGroup, invalid, limitOf, readToken, refuseMembers, tokenOf } from './requests.ts';
import { countOf } from '../../../errors/index.ts';

/** API reference, FilterLogEvents: 10,000 events or 1 MB in an answer, and a pattern of up to 1,024 characters. */
const MOST_EVENTS = 10_000;
const LARGEST_PAGE_BYTES = 1024 * 1024;
const LONGEST_PATTERN = 1024;

/** FilterLogEvents: the events of one log group that a pattern matches, oldest first. */
export const filterLogEvents =
  (api: LogsApi): AwsJsonAction =>
  (input, { caller }) => {
    const group = authorizedGroup(api, caller, 'FilterLogEvents', input);
    api.groups.existing(group);
    refuseMembers('FilterLogEvents', input, 'unmask');
    const isOfStreams = streamFilter(input);
    const matches = parseFilterPattern(patternOf(input));
    const limit = limitOf(input, MOST_EVENTS);
    const events: Record<string, unknown>[] = [];
    let bytes = 0;
    const token = textMember(input, 'nextToken');
    const range = {
      group,
      from: integerMember(input, 'startTime') ?? 0,
      to: integerMember(input, 'endTime') ?? Number.MAX_SAFE_INTEGER,
      after: token === undefined ? { time: -1, id: 0 } : readToken(token, [AFTER]),
    };
    let last: PageEnd | undefined;
    for (const line of api.lines.read(range)) {
      if (!isOfStreams(line.stream) || !matches(line.message)) continue;
      bytes += Buffer.byteLength(line.message);
      if (events.length === limit || (bytes > LARGEST_PAGE_BYTES && events.length > 0))
        return { events, searchedLogStreams: [], nextToken: last && tokenOf(AFTER, last) };
      events.push(eventOf(line));
      last = line;
    }
    return { events, searchedLogStreams: [] };
  };

const AFTER = 'after';

const eventOf = ({ id, stream, time, ingested, message }: StoredLine) => ({
  eventId: String(id).padStart(56, '0'),
  logStreamName: stream,
  timestamp: time,
  ingestionTime: ingested,
  message,
});

function streamFilter(input: JsonObject): (stream: string) => boolean {
  const names = textListMember(input, 'logStreamNames');
  const prefix = textMember(input, 'logStreamNamePrefix');
  if (names !== undefined && prefix !== undefined)
    throw invalid('only one of logStreamNames and logStreamNamePrefix may be there');
  return (stream) => (names?.includes(stream) ?? true) && stream.startsWith(prefix ?? '');
}

function patternOf(input: JsonObject): string {
  const pattern = textMember(input, 'filterPattern') ?? '';
  if (pattern.length > LONGEST_PATTERN)
    throw invalid(
      `filterPattern has ${countOf(pattern.length, 'character')}, the most are ${LONGEST_PATTERN}`,
    );
  return pattern;
}
