import type { DatabaseSync } from 'node:sqlite';
import { createRecords, notImplemented } from '../../ground/index.ts';
import type { StackResource } from '../../cloudformation/index.ts';
import type { AskedAlarm, ReadAlarm } from './alarm.ts';
import { readAlarm } from './alarm.ts';
import type { Tags } from './alarm-tags.ts';
import { declaredTags } from './alarm-tags.ts';

/** An alarm as it was asked for, with what it needs to be evaluated, or why it is not. */
export type BookedAlarm = AskedAlarm & { isComposite: boolean } & ReadAlarm;

/** The alarms of the template, and those that callers make, which are kept. */
export interface AlarmBook {
  list(): BookedAlarm[];
  find(name: string): BookedAlarm | undefined;
  /** Makes an alarm, or puts it in place of what it was. @throws AwsError where it is the template's, or would not be evaluated */
  put(alarm: AskedAlarm): BookedAlarm;
  /** @throws AwsError where it is the template's */
  refuseTemplates(name: string): void;
  remove(name: string): void;
  /** Has an alarm have these tags and no others. @throws AwsError where it is the template's */
  retag(alarm: BookedAlarm, tags: Tags): void;
  /** Has an alarm carry out its actions, or not. One of the template's is as the template has it again after a restart. */
  switchActions(alarm: BookedAlarm, enabled: boolean, updatedAt: number): void;
  /** Removes what callers made. */
  clear(): void;
}

/** What an earlier version kept has no tags. */
type KeptAlarm = Omit<AskedAlarm, 'tags'> & Partial<Pick<AskedAlarm, 'tags'>>;

export function createAlarmBook(
  database: DatabaseSync,
  resources: readonly StackResource[],
  now: number,
): AlarmBook {
  const kept = createRecords<KeptAlarm>(database, 'cloudwatch_made_alarm');
  const alarms = new Map<string, BookedAlarm>();
  const declared = new Map<string, BookedAlarm>();
  const book = (asked: AskedAlarm, isComposite = false): BookedAlarm => ({
    ...asked,
    isComposite,
    ...readAlarm(asked, isComposite),
  });

  for (const { physicalId: name, type, properties } of resources) {
    const isComposite = type === 'AWS::CloudWatch::CompositeAlarm';
    if (!isComposite && type !== 'AWS::CloudWatch::Alarm') continue;
    const asked = { name, properties, updatedAt: now, tags: declaredTags(properties) };
    declared.set(name, book(asked, isComposite));
    // It is the template's from here on.
    kept.remove(name);
  }
  const begin = (): void => {
    alarms.clear();
    for (const alarm of [
      ...declared.values(),
      ...kept.list().map((asked) => book({ ...asked, tags: asked.tags ?? {} })),
    ])
      alarms.set(alarm.name, alarm);
  };
  begin();

  const refuseTemplates = (name: string): void => {
    if (declared.has(name))
      throw notImplemented(`changes at runtime of alarm ${name}, which the template declares`);
  };
  return {
    list: () => [...alarms.values()],
    find: (name) => alarms.get(name),
    refuseTemplates,
    put(asked) {
      refuseTemplates(asked.name);
      const alarm = book(asked);
      if (alarm.why !== undefined) throw notImplemented(`such an alarm: ${alarm.why}`);
      kept.put(alarm.name, asked);
      alarms.set(alarm.name, alarm);
      return alarm;
    },
    remove(name) {
      refuseTemplates(name);
      kept.remove(name);
      alarms.delete(name);
    },
    retag({ name, properties, updatedAt }, tags) {
      refuseTemplates(name);
      const asked = { name, properties, updatedAt, tags };
      kept.put(name, asked);
      alarms.set(name, book(asked));
    },
    switchActions({ name, properties, tags, isComposite }, enabled, updatedAt) {
      const asked = { name, properties: { ...properties, ActionsEnabled: enabled }, updatedAt, tags };
      if (!declared.has(name)) kept.put(name, asked);
      alarms.set(name, book(asked, isComposite));
    },
    clear() {
      kept.clear();
      begin();
    },
  };
}
