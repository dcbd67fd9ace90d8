import { RESOURCE_TYPES } from '../../../lib/healthlake/resource-types.ts';

export { RESOURCE_TYPES };

const NUMBERS: ReadonlyMap<string, number> = new Map(RESOURCE_TYPES.map((type, number) => [type, number]));

/** The number of a resource type in the store; undefined for a type HealthLake does not support. */
export const typeNumber = (type: string): number | undefined => NUMBERS.get(type);
