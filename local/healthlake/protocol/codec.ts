import { shapeOf } from '../../../lib/healthlake/index.ts';

/** A request that passed the model's constraints: required members are there, unions are of a known kind. */
export type Checked<T> = T extends { $unknown: [string, unknown] }
  ? never
  : T extends Date
    ? T
    : T extends readonly (infer Item)[]
      ? Checked<Item>[]
      : T extends object
        ? { [Member in keyof T]: Checked<Exclude<T[Member], undefined>> }
        : T;

/**
 * A checked request from the wire as the SDK's types have it: members the model does not know are left
 * out, so are nulls, and epoch seconds become Dates.
 */
export const decode = (shape: string, value: unknown): unknown => translate(shape, value, decodeTimestamp);

/** An answer for the wire: members the model does not know are left out, Dates become epoch seconds. */
export const encode = (shape: string, value: unknown): unknown => translate(shape, value, encodeTimestamp);

const decodeTimestamp = (value: unknown): unknown =>
  typeof value === 'number' ? new Date(Math.round(value * 1000)) : value;

const encodeTimestamp = (value: unknown): unknown => (value instanceof Date ? value.getTime() / 1000 : value);

function translate(shapeName: string, value: unknown, timestamp: (value: unknown) => unknown): unknown {
  const shape = shapeOf(shapeName);
  switch (shape.type) {
    case 'structure': {
      const members = value as Record<string, unknown>;
      return Object.fromEntries(
        Object.entries(shape.members)
          .filter(([name]) => members[name] !== undefined && members[name] !== null)
          .map(([name, member]) => [name, translate(member, members[name], timestamp)]),
      );
    }
    case 'list':
      return (value as unknown[]).map((item) => translate(shape.member, item, timestamp));
    case 'timestamp':
      return timestamp(value);
    default:
      return value;
  }
}
