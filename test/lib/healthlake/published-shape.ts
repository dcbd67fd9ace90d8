import type { Shape } from '../../../lib/healthlake/model.ts';
import { shapeOf } from '../../../lib/healthlake/model.ts';
import { PUBLISHED_LIMITS } from './published-limits.ts';
import { sdkEnum, sdkStructure } from './sdk-model.ts';

/**
 * A shape as others than the table have it: members, which are required, unions and enums from the SDK, lengths from the API reference. Only
 * patterns, and which member is of which shape, are the table's.
 */
export function publishedShape(name: string): Shape {
  const shape = shapeOf(name);
  if (shape.type === 'structure') {
    const published = sdkStructure(name);
    if (!published) throw new Error(`The SDK has no structure ${name}.`);
    const members = Object.keys(published.members).map((member) => {
      const of = shape.members[member];
      if (of === undefined) throw new Error(`The table has no member ${member} of ${name}.`);
      return [member, of] as const;
    });
    return {
      type: 'structure',
      members: Object.fromEntries(members),
      required: published.required,
      ...(published.isUnion && { union: true }),
    };
  }
  const [min, max] = PUBLISHED_LIMITS[name] ?? [];
  const values = sdkEnum(name);
  const { min: _min, max: _max, enum: _enum, ...rest } = shape as Shape & Record<string, unknown>;
  return {
    ...rest,
    ...(min !== null && min !== undefined && { min }),
    ...(max !== null && max !== undefined && { max }),
    ...(values && { enum: values }),
  };
}
