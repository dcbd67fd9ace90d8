import { resourceOnLine } from '../r4/line-references.ts';
import { referencedType } from '../r4/references.ts';
import type { FhirPathFunction } from './functions.ts';
import type { Item, Items, Navigator, Scope } from './item.ts';
import { isObject, surroundingsOf } from './item.ts';
import { firstOnes } from './equality.ts';
import { textOf } from './values.ts';

/** Functions that go from item to item. */
export const STRUCTURAL: Readonly<Record<string, (navigator: Navigator) => FhirPathFunction>> = {
  children: (navigator) => (items) => items.flatMap((item) => childrenOf(navigator, item)),
  descendants: (navigator) => (items) => descendants(navigator, items),
  repeat: () => (items, parameters) => {
    const found: Item[] = [];
    const isFirst = firstOnes();
    for (let pending = items; pending.length > 0;) {
      // What was found before is not gone into again: else $this would never end.
      pending = pending.flatMap((item) => parameters.forItem(0, item, 0)).filter(isFirst);
      found.push(...pending);
    }
    return found;
  },
  // Of what is elsewhere the type is known, and nothing more.
  resolve:
    (navigator) =>
    (items, { scope }) =>
      items.flatMap((item) => resolved(navigator, scope, item) ?? []),
  extension: (navigator) => (items, parameters) => {
    const url = textOf(parameters.value(0));
    return items
      .flatMap((item) => navigator.children(item, 'extension'))
      .filter(({ value }) => (value as { url?: unknown } | undefined)?.url === url);
  },
};

function resolved(navigator: Navigator, scope: Scope, { value }: Item): Item | undefined {
  const reference = isObject(value) ? value.reference : value;
  if (typeof reference !== 'string') return undefined;
  const found = resourceOnLine(reference, surroundingsOf(scope));
  if (found) return navigator.resource(found);
  const type = referencedType(reference);
  return type === undefined || type === '' ? undefined : { value: {}, type };
}

const childrenOf = (navigator: Navigator, item: Item): Items =>
  navigator.present(item).flatMap(({ items }) => items);

function descendants(navigator: Navigator, items: Items): Items {
  const found: Item[] = [];
  const pending = [...items];
  for (let item = pending.pop(); item; item = pending.pop()) {
    const children = childrenOf(navigator, item);
    found.push(...children);
    pending.push(...children);
  }
  return found;
}
