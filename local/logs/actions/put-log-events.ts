import type { JsonObject } from '../../ground/index.ts';
import { AwsError } from '../../ground/index.ts';
import type { AwsJsonAction } from '../../http/index.ts';
import { integerMember, objectListMember, textMember } from '../../http/index.ts';
import type { LogsApi } from './requests.ts';
import { authorizedStream, invalid } from './requests.ts';
import { countOf } from '../../../errors/index.ts';

/** API reference, PutLogEvents. */
const MOST_EVENTS = 10_000;
const LARGEST_BATCH_BYTES = 1_048_576;
const BYTES_PER_EVENT = 26;
const HOUR_MS = 3_600_000;
const LONGEST_SPAN_MS = 24 * HOUR_MS;
const OLDEST_MS = 14 * 24 * HOUR_MS;
const NEWEST_MS = 2 * HOUR_MS;

interface PutEvent {
  time: number;
  message: string;
}

/** PutLogEvents: events that are too old or too new are told of, and the others kept. */
export const putLogEvents =
  (api: LogsApi): AwsJsonAction =>
  (input, { caller }) => {
    const { group, stream } = authorizedStream(api, caller, 'PutLogEvents', input);
    const events = readEvents(input);
    api.groups.existing(group);
    if (!api.groups.hasStream(group, stream))
      throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.');
    const now = api.now();
    const kept = events.filter(({ time }) => time >= now - OLDEST_MS && time <= now + NEWEST_MS);
    const tooOld = events.filter(({ time }) => time < now - OLDEST_MS).length;
    const tooNew = events.findIndex(({ time }) => time > now + NEWEST_MS);
    if (kept.length > 0) api.lines.add(kept.map((event) => ({ group, stream, ingested: now, ...event })));
    return kept.length === events.length
      ? {}
      : {
          rejectedLogEventsInfo: {
            ...(tooOld > 0 && { tooOldLogEventEndIndex: tooOld }),
            ...(tooNew >= 0 && { tooNewLogEventStartIndex: tooNew }),
          },
        };
  };

function readEvents(input: JsonObject): PutEvent[] {
  const events = (objectListMember(input, 'logEvents') ?? []).map((event) => ({
    time: integerMember(event, 'timestamp') ?? -1,
    message: textMember(event, 'message') ?? '',
  }));
  if (events.length < 1 || events.length > MOST_EVENTS)
    throw invalid(`logEvents has ${countOf(events.length, 'event')}, but must have 1 to ${MOST_EVENTS}`);
  if (events.some(({ time, message }) => time < 0 || message === ''))
    throw invalid('each of logEvents has a timestamp from 0, in milliseconds, and a message');
  const bytes = events.reduce((sum, { message }) => sum + Buffer.byteLength(message) + BYTES_PER_EVENT, 0);
  if (bytes > LARGEST_BATCH_BYTES)
    throw invalid(`Upload too large: ${countOf(bytes, 'byte')} exceeds limit of ${LARGEST_BATCH_BYTES}`);
  if (events.some(({ time }, index) => time < (events[index - 1]?.time ?? 0)))
    throw invalid('Log events in a single PutLogEvents request must be in chronological order.');
  if ((events.at(-1)?.time ?? 0) - (events[0]?.time ?? 0) > LONGEST_SPAN_MS)
    throw invalid('The batch of log events in a single PutLogEvents request cannot span more than 24 hours.');
  return events;
}
