import type { JsonObject } from '../../ground/index.ts';
import { constraintError, isJsonObject } from '../../ground/index.ts';
import { objectListMember, textMember } from '../../http/index.ts';
import { invalid } from '../metric.ts';

/** Values by keys. */
export type Tags = Readonly<Record<string, string>>;

/** API reference, Tag and TagResource: so many a resource; keys of 1 to 128 characters, values of up to 256. */
const MOST_TAGS = 50;
const LENGTHS = [
  ['Key', 1, 128],
  ['Value', 0, 256],
] as const;

/** The tags of a request. @throws AwsError where AWS would refuse one */
export function askedTags(input: JsonObject): Tags {
  const list = objectListMember(input, 'Tags') ?? [];
  for (const [at, tag] of list.entries())
    for (const [member, least, most] of LENGTHS) {
      const place = `tags.${at + 1}.member.${member.toLowerCase()}`;
      const text = textMember(tag, member);
      if (text === undefined) throw constraintError(place, 'null', 'not be null');
      if (text.length < least)
        throw constraintError(place, text, `have length greater than or equal to ${least}`);
      if (text.length > most) throw constraintError(place, text, `have length less than or equal to ${most}`);
    }
  return checkedTags(tagsOf(list));
}

/** The tags that a template gives an alarm. */
export const declaredTags = ({ Tags: list }: JsonObject): Tags =>
  tagsOf(Array.isArray(list) ? list.filter(isJsonObject) : []);

const tagsOf = (list: readonly JsonObject[]): Tags =>
  Object.fromEntries(list.map(({ Key, Value }) => [String(Key), String(Value)]));

/** All tags that an alarm is to have. @throws AwsError where AWS would refuse them */
export function checkedTags(tags: Tags): Tags {
  const reserved = Object.keys(tags).find((key) => /^aws:/i.test(key));
  if (reserved !== undefined) throw invalid(`The tag key ${reserved} begins with aws:, which is reserved.`);
  if (Object.keys(tags).length > MOST_TAGS) throw invalid(`An alarm has ${MOST_TAGS} tags at most.`);
  return tags;
}
