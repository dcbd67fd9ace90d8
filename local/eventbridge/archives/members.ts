import type { JsonObject } from '../../ground/index.ts';
import { AwsError, constraintError } from '../../ground/index.ts';
import { integerMember, textMember } from '../../http/index.ts';

/** API reference, ArchiveName and ReplayName. */
const NAME = /^[.\-_A-Za-z0-9]+$/;
/** API reference, EventBusArn and ArchiveArn. */
const ARN = /^arn:aws([a-z]|-)*:events:([a-z]|\d|-)*:([0-9]{12})?:.+\/.+$/;
const LONGEST_DESCRIPTION = 512;
const LONGEST_PAGE = 100;

/** `ArchiveName` as AWS's errors call it: `archiveName`. */
const shown = (member: string): string => member.charAt(0).toLowerCase() + member.slice(1);

/** A text or a number that must be there. @throws AwsError */
export function needed<Value>(
  input: JsonObject,
  member: string,
  read: (input: JsonObject, member: string) => Value | undefined,
): Value {
  const value = read(input, member);
  if (value === undefined)
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value null at '${shown(member)}' failed to satisfy constraint: Member must not be null`,
    );
  return value;
}

/** An ARN of EventBridge, of whatever kind. @throws AwsError */
export function arnMember(input: JsonObject, member: string): string | undefined {
  const arn = textMember(input, member);
  if (arn !== undefined && !ARN.test(arn))
    throw constraintError(shown(member), arn, `satisfy regular expression pattern: ${ARN.source}`);
  return arn;
}

/** The name of an archive or a replay. @throws AwsError */
export function nameMember(input: JsonObject, member: string, longest: number): string {
  const name = needed(input, member, textMember);
  const refuse = (constraint: string): AwsError => constraintError(shown(member), name, constraint);
  if (name === '') throw refuse('have length greater than or equal to 1');
  if (name.length > longest) throw refuse(`have length less than or equal to ${longest}`);
  if (!NAME.test(name)) throw refuse('satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+');
  return name;
}

/** A text of so many characters at most. @throws AwsError */
export function textUpTo(input: JsonObject, member: string, longest: number): string | undefined {
  const text = textMember(input, member);
  if (text !== undefined && text.length > longest)
    throw constraintError(shown(member), text, `have length less than or equal to ${longest}`);
  return text;
}

/** @throws AwsError */
export function descriptionMember(input: JsonObject): { description?: string } {
  const description = textUpTo(input, 'Description', LONGEST_DESCRIPTION);
  return description === undefined ? {} : { description };
}

/** One of the words of an enumeration. @throws AwsError */
export function wordMember(input: JsonObject, member: string, words: readonly string[]): string | undefined {
  const word = textMember(input, member);
  if (word !== undefined && !words.includes(word))
    throw constraintError(shown(member), word, `satisfy enum value set: [${words.join(', ')}]`);
  return word;
}

/** What lists of archives and replays filter by; one of them at most. */
const FILTERS = ['State', 'EventSourceArn', 'NamePrefix'];

/** @throws AwsError where more than one filter is given */
export function oneFilter(operation: string, input: JsonObject): void {
  if (FILTERS.filter((member) => input[member] !== undefined && input[member] !== null).length > 1)
    throw new AwsError(
      'ValidationException',
      `At most one filter is allowed for ${operation}. Use either : State, EventSourceArn, or NamePrefix.`,
    );
}

/** A page of what is sorted by name; its token says the last name of the page before. @throws AwsError */
export function namedPage<T extends { name: string }>(
  items: readonly T[],
  input: JsonObject,
): { page: T[]; NextToken?: string } {
  const limit = integerMember(input, 'Limit') ?? LONGEST_PAGE;
  if (limit < 1) throw constraintError('limit', limit, 'have value greater than or equal to 1');
  if (limit > LONGEST_PAGE)
    throw constraintError('limit', limit, `have value less than or equal to ${LONGEST_PAGE}`);
  const token = textMember(input, 'NextToken');
  const last = token === undefined ? '' : Buffer.from(token, 'base64url').toString('utf8');
  const rest = items.filter(({ name }) => name > last);
  const page = rest.slice(0, limit);
  return {
    page,
    ...(rest.length > limit && { NextToken: Buffer.from(page.at(-1)?.name ?? '').toString('base64url') }),
  };
}
