import type { Authorize, Caller, JsonObject } from '../../ground/index.ts';
import { AwsError, arnOf, notImplemented } from '../../ground/index.ts';
import type { AwsJsonAction } from '../../http/index.ts';
import { textListMember, textMember } from '../../http/index.ts';
import { invalid } from '../metric.ts';
import type { AlarmBook, BookedAlarm } from './alarm-book.ts';
import { askedTags, checkedTags } from './alarm-tags.ts';

/** TagResource, UntagResource and ListTagsForResource, of alarms. Tags that the template gives an alarm can be read. */
export function tagActions(book: AlarmBook, authorize: Authorize): Record<string, AwsJsonAction> {
  const alarmFor = (caller: Caller, action: string, input: JsonObject): BookedAlarm => {
    const arn = textMember(input, 'ResourceARN') ?? '';
    const [, resource] = /^arn:aws:cloudwatch:[\w-]*:\d{12}:(.+)$/.exec(arn) ?? [];
    if (resource === undefined) throw invalid(`The value ${arn} for parameter ResourceARN is invalid.`);
    authorize(caller, `cloudwatch:${action}`, arn);
    if (!resource.startsWith('alarm:')) throw notImplemented(`tags of ${resource}: of alarms only`);
    const name = resource.slice('alarm:'.length);
    const alarm = arn === arnOf('cloudwatch', `alarm:${name}`) ? book.find(name) : undefined;
    if (!alarm) throw new AwsError('ResourceNotFoundException', `There is no alarm ${arn}.`, 404);
    return alarm;
  };
  return {
    TagResource(input, { caller }) {
      const alarm = alarmFor(caller, 'TagResource', input);
      book.retag(alarm, checkedTags({ ...alarm.tags, ...askedTags(input) }));
    },
    UntagResource(input, { caller }) {
      const alarm = alarmFor(caller, 'UntagResource', input);
      const gone = new Set(textListMember(input, 'TagKeys') ?? []);
      book.retag(alarm, Object.fromEntries(Object.entries(alarm.tags).filter(([key]) => !gone.has(key))));
    },
    ListTagsForResource(input, { caller }) {
      const { tags } = alarmFor(caller, 'ListTagsForResource', input);
      return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
    },
  };
}
