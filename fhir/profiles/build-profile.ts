import { byParent } from '../definitions/by-parent.ts';
import type { ElementDefinition, StructureDefinition } from '../definitions/definitions.ts';
import { snapshotOf } from '../definitions/definitions.ts';
import type { ProfileContext } from './demand-of.ts';
import { demandOf } from './demand-of.ts';
import { withFixedCodes } from './fixed-codes.ts';
import type { Demand, Profile, Slice, Slicing } from './profile.ts';

/**
 * Compiles a profile from its snapshot. Elements of which it demands no more than R4 are left out.
 * @throws Error where the definition has no snapshot
 */
export function buildProfile(definition: StructureDefinition, context: ProfileContext): Profile {
  const [root, ...elements] = snapshotOf(definition);
  const ids = elements.map((element) => ({ id: element.id ?? element.path, element }));
  const groups = byParent(ids, ({ id }) => id);

  const build = (id: string, element: ElementDefinition): Demand => {
    const demand = withFixedCodes({ ...demandOf(element, id, context), children: childrenOf(id) });
    return { ...demand, ...slicingOf(id, element, demand) };
  };

  /** The elements directly in one, without their slices. */
  const childrenOf = (parent: string): Demand[] =>
    (groups.get(parent) ?? [])
      .filter(({ element }) => element.sliceName === undefined)
      .map(({ id, element }) => build(id, element))
      .filter(isDemanding);

  const slicingOf = (
    id: string,
    { slicing, path }: ElementDefinition,
    demand: Demand,
  ): { slicing?: Slicing } => {
    const parent = id.slice(0, id.lastIndexOf('.'));
    const slices = (groups.get(parent) ?? []).flatMap(({ id: sliceId, element }): Slice[] => {
      const { sliceName } = element;
      if (sliceName === undefined || sliceId !== `${id}:${sliceName}`) return [];
      const slice = build(sliceId, element);
      const base = withFixedCodes(demand, [slice]);
      return [{ ...slice, sliceName, ...(base !== demand && { base }) }];
    });
    if (slices.length === 0) return {};
    // A choice that is constrained type by type needs no slicing of its own.
    const implied = path.endsWith('[x]') ? [{ type: 'type', path: '$this' }] : [];
    const discriminators = slicing?.discriminator ?? implied;
    if (discriminators.some((each) => each.type === 'profile' && each.path.includes('resolve()')))
      context.unchecked.rule(`the slices of ${id} in ${definition.url}: the profile of what is referred to`);
    return {
      slicing: {
        discriminators,
        isClosed: slicing?.rules === 'closed',
        slices,
      },
    };
  };

  return {
    url: definition.url,
    version: definition.version ?? '',
    type: definition.type,
    root: build(root?.id ?? definition.type, root ?? { path: definition.type }),
  };
}

/** Whether anything of it is not already a rule of R4. */
const isDemanding = ({ name: _name, label: _label, min, children, slicing, ...rest }: Demand): boolean =>
  min > 0 || children.length > 0 || slicing !== undefined || Object.keys(rest).length > 0;
