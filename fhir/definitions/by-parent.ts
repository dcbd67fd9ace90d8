/**
 * Elements by the id or path of the one that they stand in, in the order in which they come. `Map.groupBy` would do it, which Node 20 has not
 * (package/tsconfig.json).
 * @param pathOf an element's id or path
 */
export function byParent<Element>(
  elements: readonly Element[],
  pathOf: (element: Element) => string,
): Map<string, Element[]> {
  const groups = new Map<string, Element[]>();
  for (const element of elements) {
    const path = pathOf(element);
    const parent = path.slice(0, path.lastIndexOf('.'));
    const group = groups.get(parent);
    if (group) group.push(element);
    else groups.set(parent, [element]);
  }
  return groups;
}
