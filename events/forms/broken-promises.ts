import { codesOf } from './codes.ts';
import type { SchemaNode } from './schema-node.ts';
import { isNode, namedNodes, requiredOf } from './schema-node.ts';

/**
 * What a consumer of a released schema could no longer rely on under a later one: within a `schemaVersion` members and
 * codes may be added, never removed, renamed or retyped, a member that was always there stays so, one that is added is not
 * required of events that are older than it, and no value grows beyond what it was said to be. Each a sentence with its place.
 */
export function brokenPromises(released: object, now: object): string[] {
  return compare(released as SchemaNode, now as SchemaNode, '');
}

/** Keywords that say what a value is: as it was, to the letter. */
const SAME = ['type', 'const', 'format', 'pattern'];
/** Limits that may become narrower, and which way that is. */
const UPPER = ['maxLength', 'maximum', 'maxItems'];
const LOWER = ['minLength', 'minimum', 'minItems'];

function compare(released: SchemaNode, now: SchemaNode, at: string): string[] {
  const members = Object.entries(namedNodes(released, 'properties'));
  const present = namedNodes(now, 'properties');
  return [
    ...SAME.filter((keyword) => asText(released[keyword]) !== asText(now[keyword])).map(
      (keyword) => `${at || '/'}: ${keyword} was ${asText(released[keyword])} and is ${asText(now[keyword])}`,
    ),
    ...UPPER.filter((keyword) => limit(now, keyword, Infinity) > limit(released, keyword, Infinity)).map(
      (keyword) => `${at || '/'}: ${keyword} grew`,
    ),
    ...LOWER.filter((keyword) => limit(now, keyword, -Infinity) < limit(released, keyword, -Infinity)).map(
      (keyword) => `${at || '/'}: ${keyword} shrank`,
    ),
    ...lost(codesOf(released), codesOf(now)).map((code) => `${at || '/'}: the code ${asText(code)} is gone`),
    ...members.flatMap(([name, member]) => {
      const later = present[name];
      return later ? compare(member, later, `${at}/${name}`) : [`${at}/${name}: the member is gone`];
    }),
    ...(members.length > 0 ? requirements(released, now, at) : []),
    ...(isNode(released.items) ? compare(released.items, asNode(now.items), `${at}/*`) : []),
  ];
}

function requirements(released: SchemaNode, now: SchemaNode, at: string): string[] {
  const was = requiredOf(released);
  const is = requiredOf(now);
  return [
    ...lost(was, is).map((name) => `${at}/${asName(name)}: the member may be absent now`),
    ...lost(is, was).map((name) => `${at}/${asName(name)}: the member is required, and older events lack it`),
  ];
}

const lost = (before: readonly unknown[], after: readonly unknown[]): unknown[] =>
  before.filter((value) => !after.includes(value));

const limit = (node: SchemaNode, keyword: string, none: number): number =>
  typeof node[keyword] === 'number' ? node[keyword] : none;

const asNode = (value: unknown): SchemaNode => (isNode(value) ? value : {});
const asText = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));
const asName = (value: unknown): string => String(value);
