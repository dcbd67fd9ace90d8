import type { Authorize, JsonObject } from '../ground/index.ts';
import { AwsError, DISK_FULL, isDiskFull, isJsonObject, notImplemented } from '../ground/index.ts';
import type { AwsJsonAction } from '../http/index.ts';
import { numberMember, objectListMember, textListMember, textMember } from '../http/index.ts';
import type { EventEntry } from './envelope.ts';
import type { EventFaults } from './event-faults.ts';
import type { RuleBook } from './rules.ts';

/** API reference, PutEvents: 1 to 10 entries. */
const MOST_ENTRIES = 10;
/** All entries of a request together; 1 MiB since January 2026, 256 KB before. */
const MOST_BYTES = 1024 * 1024;
const LONGEST_DETAIL_TYPE = 128;
/** API reference, PutEvents: nested JSON is processed up to 1000 levels deep. */
const DEEPEST_DETAIL = 1000;

interface Failure {
  ErrorCode: string;
  ErrorMessage: string;
}

/** What is wrong with an entry that nothing is wrong with (API reference, PutEventsResultEntry: may be sent again). */
const INTERNAL_FAILURE: Failure = { ErrorCode: 'InternalFailure', ErrorMessage: 'Forced by /_inlet/faults' };

/**
 * AWSEvents.PutEvents: each entry is put, or refused, on its own; the request as a whole is refused for its size.
 * @param failing the positions of entries that are to fail though they are right
 */
export function putEventsAction(
  book: RuleBook,
  authorize: Authorize,
  put: (entry: EventEntry) => string,
  failing: EventFaults['failingEntries'],
): AwsJsonAction {
  return (input, { caller }) => {
    if (input.EndpointId !== undefined) throw notImplemented('global endpoints of EventBridge');
    const entries = (objectListMember(input, 'Entries') ?? []).map(readEntry);
    if (entries.length < 1 || entries.length > MOST_ENTRIES)
      throw new AwsError(
        'ValidationException',
        `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length between 1 and ${MOST_ENTRIES}`,
      );
    if (entries.reduce((bytes, entry) => bytes + sizeOf(entry), 0) > MOST_BYTES)
      throw new AwsError(
        'ValidationException',
        'Total size of the entries in the request is over the limit.',
      );
    for (const arn of new Set(entries.flatMap((entry) => busArn(book, entry) ?? [])))
      authorize(caller, 'events:PutEvents', arn);

    const forced = failing(entries);
    const results = entries.map((entry, index) => {
      const checked = forced.has(index) ? INTERNAL_FAILURE : checkEntry(entry, book);
      return 'ErrorCode' in checked ? checked : putOne(checked, put);
    });
    return {
      FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length,
      Entries: results,
    };
  };
}

/** Entries before one that finds the disk full are put: it fails alone, as one does that the service has no room for. */
function putOne(entry: EventEntry, put: (entry: EventEntry) => string): { EventId: string } | Failure {
  try {
    return { EventId: put(entry) };
  } catch (error) {
    if (!isDiskFull(error)) throw error;
    return { ErrorCode: 'InternalFailure', ErrorMessage: DISK_FULL };
  }
}

type RequestEntry = ReturnType<typeof readEntry>;

const readEntry = (entry: JsonObject) => ({
  source: textMember(entry, 'Source'),
  detailType: textMember(entry, 'DetailType'),
  detail: textMember(entry, 'Detail'),
  bus: textMember(entry, 'EventBusName'),
  resources: textListMember(entry, 'Resources'),
  /** Epoch seconds. */
  time: numberMember(entry, 'Time'),
});

/** Bytes, as EventBridge counts them (User Guide, "Calculating PutEvents event entry size"). */
function sizeOf({ source, detailType, detail, resources, time }: RequestEntry): number {
  const texts = [source, detailType, detail, ...(resources ?? [])];
  return texts.reduce((bytes, text) => bytes + Buffer.byteLength(text ?? ''), time === undefined ? 0 : 14);
}

/** The checks of one entry, in the service's order; codes as in API reference, PutEventsResultEntry. */
function checkEntry(entry: RequestEntry, book: RuleBook): EventEntry | Failure {
  const { source, detailType, detail, resources, time } = entry;
  if (!source) return missing('Source');
  if (!detailType) return missing('DetailType');
  if (!detail) return missing('Detail');
  if (detailType.length > LONGEST_DETAIL_TYPE)
    return invalid('DetailType', `DetailType must have length less than or equal to ${LONGEST_DETAIL_TYPE}.`);
  if (time !== undefined && Number.isNaN(new Date(time * 1000).getTime()))
    return invalid('Time', 'Time is no point in time.');
  if (source.startsWith('aws.'))
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  const object = parseDetail(detail);
  if (!object) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  // AWS answers with an event id and drops the event. Here a misspelt bus must not look like success.
  const busName = busNameOf(book, entry);
  if (busName === undefined)
    return {
      ErrorCode: 'ResourceNotFoundException',
      ErrorMessage: `Event bus ${entry.bus ?? ''} does not exist.`,
    };
  return {
    busName,
    source,
    detailType,
    detail: object,
    resources,
    time: time === undefined ? undefined : time * 1000,
  };
}

const missing = (parameter: string): Failure => invalid(parameter, `${parameter} is a required argument.`);

const invalid = (parameter: string, reason: string): Failure => ({
  ErrorCode: 'InvalidArgument',
  ErrorMessage: `Parameter ${parameter} is not valid. Reason: ${reason}`,
});

function parseDetail(detail: string): JsonObject | undefined {
  if (depthOf(detail) > DEEPEST_DETAIL) return undefined;
  try {
    const value: unknown = JSON.parse(detail);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** How deep JSON text nests, counted without recursion: the text may come from anybody. */
function depthOf(json: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/gs)) {
    if (token === '{' || token === '[') deepest = Math.max(deepest, ++depth);
    if (token === '}' || token === ']') depth--;
  }
  return deepest;
}

function busNameOf(book: RuleBook, { bus }: RequestEntry): string | undefined {
  return book.buses().find(({ name, arn }) => (bus ?? 'default') === name || bus === arn)?.name;
}

function busArn(book: RuleBook, entry: RequestEntry): string | undefined {
  const name = busNameOf(book, entry);
  return name === undefined ? undefined : book.bus(name).arn;
}
