import type { ElementType, Model, TypeModel } from '../definitions/model.ts';
import { DEEPEST_ELEMENT } from '../definitions/model.ts';
import { eachItem, eachMember, memberOf, objectStart, opensList, opensObject } from '../json/json-members.ts';
import { withNarrativeLinks } from './narrative-links.ts';

/** Types of elements that are addresses; canonical is not among them (R4, "Transaction Processing Rules"). */
const ADDRESS_TYPES = ['uri', 'url', 'oid', 'uuid'] as const;

/** An address in a resource, which may be that of another resource. */
export interface Link {
  /** `Reference.reference`, an address in an XHTML, or the type of the element. */
  kind: 'reference' | 'narrative' | (typeof ADDRESS_TYPES)[number];
  address: string;
}

/**
 * A resource's text with other addresses in its links, every other byte as it was: in references, in elements of type uri, url,
 * oid and uuid, in `<a href>` and `<img src>` of narratives; those of extensions and of contained resources, too.
 * @param bytes UTF-8 of a valid JSON object
 * @param replace gives the other address; undefined for one that stays
 */
export function withLinks(
  bytes: Buffer,
  model: Pick<Model, 'types'>,
  replace: (link: Link) => string | undefined,
): Buffer {
  const parts: Buffer[] = [];
  let behind = 0;
  for (const { start, end, kind } of textsIn(bytes, model, objectStart(bytes), 'Resource', 0)) {
    const text = JSON.parse(bytes.toString('utf8', start, end)) as string;
    const changed =
      kind === 'narrative'
        ? withNarrativeLinks(text, (address) => replace({ kind, address }))
        : replace({ kind, address: text });
    if (changed === undefined || changed === text) continue;
    parts.push(bytes.subarray(behind, start), Buffer.from(JSON.stringify(changed)));
    behind = end;
  }
  return parts.length === 0 ? bytes : Buffer.concat([...parts, bytes.subarray(behind)]);
}

interface LinkText {
  kind: Link['kind'];
  /** Where the JSON text lies, quotes included. */
  start: number;
  end: number;
}

const QUOTE = 0x22;

/** The texts of the object that opens at `open` that are links or have them. */
function* textsIn(
  bytes: Buffer,
  model: Pick<Model, 'types'>,
  open: number,
  typeName: string,
  depth: number,
): Generator<LinkText> {
  if (depth > DEEPEST_ELEMENT) return;
  const name = typeName === 'Resource' ? resourceTypeAt(bytes, open) : typeName;
  const type = Object.hasOwn(model.types, name) ? model.types[name] : undefined;
  if (!type) return;
  const elements = elementsOf(type);
  for (const member of eachMember(bytes, open)) {
    const property = JSON.parse(bytes.toString('utf8', member.keyStart, member.keyEnd)) as string;
    const element = elements.get(property);
    if (!element) continue;
    const kind = kindOf(name, property, element);
    const values = opensList(bytes, member.start) ? eachItem(bytes, member.start) : [member];
    for (const { start, end } of values) {
      if (kind && bytes[start] === QUOTE) yield { kind, start, end };
      else if (opensObject(bytes, start))
        yield* textsIn(bytes, model, start, element.isPrimitive ? 'Element' : element.type, depth + 1);
    }
  }
}

function resourceTypeAt(bytes: Buffer, open: number): string {
  const type = memberOf(bytes.subarray(open), 'resourceType');
  const text: unknown = type && JSON.parse(bytes.toString('utf8', open + type.start, open + type.end));
  return typeof text === 'string' ? text : '';
}

function kindOf(typeName: string, property: string, { type }: ElementType): Link['kind'] | undefined {
  if (typeName === 'Reference' && property === 'reference') return 'reference';
  return type === 'xhtml' ? 'narrative' : ADDRESS_TYPES.find((each) => each === type);
}

const elementMaps = new WeakMap<TypeModel, ReadonlyMap<string, ElementType>>();

/** By JSON member; `_birthDate` has the extensions of a primitive. */
function elementsOf(type: TypeModel): ReadonlyMap<string, ElementType> {
  let known = elementMaps.get(type);
  if (!known) {
    const types = type.elements.flatMap((element) => element.types);
    known = new Map(
      types.flatMap((each) =>
        each.isPrimitive
          ? ([
              [each.property, each],
              [`_${each.property}`, each],
            ] as const)
          : ([[each.property, each]] as const),
      ),
    );
    elementMaps.set(type, known);
  }
  return known;
}
