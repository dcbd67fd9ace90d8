import { AwsError } from '../../ground/index.ts';
import type { AwsJsonAction } from '../../http/index.ts';
import { integerMember, textMember } from '../../http/index.ts';
import type { PageEnd, StoredLine, StreamRange } from '../line-store.ts';
import type { LogsApi } from './requests.ts';
import { authorizedStream, limitOf, readToken, refuseMembers, tokenOf } from './requests.ts';

/** API reference, GetLogEvents. */
const MOST_EVENTS = 10_000;
const LARGEST_PAGE_BYTES = 1024 * 1024;

const FORWARD = 'f';
const BACKWARD = 'b';
const BEGINNING: PageEnd = { time: 0, id: 0 };
const END: PageEnd = { time: Number.MAX_SAFE_INTEGER, id: Number.MAX_SAFE_INTEGER };

/**
 * GetLogEvents: a page of a stream, oldest first, from its end back unless `startFromHead`. A token that leads nowhere
 * comes back as it was: by that a client knows that it has seen all.
 */
export const getLogEvents =
  (api: LogsApi): AwsJsonAction =>
  (input, { caller }) => {
    const { group, stream } = authorizedStream(api, caller, 'GetLogEvents', input);
    api.groups.existing(group);
    if (!api.groups.hasStream(group, stream))
      throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.');
    refuseMembers('GetLogEvents', input, 'unmask');
    const token = textMember(input, 'nextToken');
    const from = token === undefined ? undefined : readToken(token, [FORWARD, BACKWARD]);
    const isForward = from ? from.kind === FORWARD : input.startFromHead === true;
    const end = integerMember(input, 'endTime');
    const range = {
      group,
      stream,
      from: integerMember(input, 'startTime') ?? 0,
      // An event at the end itself is not in the page (API reference).
      to: end === undefined ? Number.MAX_SAFE_INTEGER : end - 1,
      ...(isForward ? { after: from ?? { time: -1, id: 0 } } : { before: from ?? END }),
    };
    const page = readPage(api, range, limitOf(input, MOST_EVENTS));
    if (!isForward) page.reverse();
    const [first = from ?? BEGINNING] = page;
    const last = page.at(-1) ?? from ?? BEGINNING;
    return {
      events: page.map(({ time, ingested, message }) => ({
        timestamp: time,
        ingestionTime: ingested,
        message,
      })),
      nextForwardToken: tokenOf(FORWARD, last),
      nextBackwardToken: tokenOf(BACKWARD, first),
    };
  };

function readPage({ lines }: LogsApi, range: StreamRange, limit: number): StoredLine[] {
  const page: StoredLine[] = [];
  let bytes = 0;
  for (const line of lines.readStream(range)) {
    bytes += Buffer.byteLength(line.message);
    if (page.length === limit || (bytes > LARGEST_PAGE_BYTES && page.length > 0)) break;
    page.push(line);
  }
  return page;
}
