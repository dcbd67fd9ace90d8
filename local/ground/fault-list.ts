import { AwsError } from './aws-error.ts';
import { isJsonObject } from './json.ts';
import type { FaultKind } from './faults.ts';
import type { Setting } from './setting.ts';

/** A member without a default: it must be given. */
export interface Needed<Value> extends Pick<Setting<Value>, 'meaning' | 'takes'> {
  read: (value: unknown) => Value | undefined;
}

/** A member of a fault. */
export type Member<Value> = Setting<Value> | Needed<Value>;

/** What faults of one kind are made of. */
export interface FaultForm<Fault> {
  /** As people write it: `functions.crash`. */
  name: string;
  members: { readonly [Name in keyof Fault]-?: Member<Fault[Name]> };
  example: Partial<Fault>;
}

/** Faults that are still to come, each a number of times. */
export interface FaultList<Fault> extends FaultKind {
  /** The first fault that fits, which is used up once by this; undefined where no fault does. */
  take: (fits: (fault: Fault) => boolean) => Fault | undefined;
}

/** @param resolve looks further at a fault of right form: whether what it names is there (AwsError where not) */
export function faultList<Fault extends { times: number }>(
  form: FaultForm<Fault>,
  resolve: (fault: Fault) => Fault = (fault) => fault,
): FaultList<Fault> {
  let faults: readonly Fault[] = [];
  return {
    show: () => faults,
    read(value) {
      const given = readFaults(form, value).map(resolve);
      return () => {
        faults = given;
      };
    },
    clear() {
      faults = [];
    },
    take(fits) {
      const due = faults.find(fits);
      if (due)
        faults = faults
          .map((fault) => (fault === due ? { ...fault, times: fault.times - 1 } : fault))
          .filter(({ times }) => times > 0);
      return due;
    },
  };
}

/** A member that must be given. */
export const needed = <Value>({
  meaning,
  takes,
  defaultValue,
  read,
}: Setting<Value>): Needed<Exclude<Value, undefined>> => ({
  meaning,
  takes,
  read: (value) => read(value, defaultValue) as Exclude<Value, undefined> | undefined,
});

function readFaults<Fault extends object>(form: FaultForm<Fault>, value: unknown): Fault[] {
  if (!Array.isArray(value)) throw wrong(form, 'must be a list');
  return value.map((fault) => readFault(form, fault));
}

function readFault<Fault extends object>(form: FaultForm<Fault>, fault: unknown): Fault {
  if (!isJsonObject(fault)) throw wrong(form, 'must hold objects');
  const members = Object.entries(form.members) as [string, Member<unknown>][];
  const surplus = Object.keys(fault).find((name) => !Object.hasOwn(form.members, name));
  if (surplus !== undefined)
    throw wrong(form, `takes ${members.map(([name]) => name).join(', ')}, not ${surplus}`);
  return Object.fromEntries(
    members.flatMap(([name, member]) => {
      const value = readMember(form, name, member, fault[name]);
      return value === undefined ? [] : [[name, value]];
    }),
  ) as Fault;
}

function readMember<Fault>(
  form: FaultForm<Fault>,
  name: string,
  member: Member<unknown>,
  value: unknown,
): unknown {
  if (value === undefined) {
    if ('defaultValue' in member) return member.defaultValue;
    throw wrong(form, `needs ${name}: ${member.takes}`);
  }
  const read = 'defaultValue' in member ? member.read(value, member.defaultValue) : member.read(value);
  if (read === undefined) throw wrong(form, `takes ${name} as ${member.takes}`);
  return read;
}

const wrong = <Fault>({ name, example }: FaultForm<Fault>, rule: string): AwsError =>
  new AwsError('ValidationException', `${name} ${rule}, as in [${JSON.stringify(example)}].`);
