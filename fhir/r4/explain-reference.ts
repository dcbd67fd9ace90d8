import type { ElementType, Model } from '../definitions/model.ts';
import type { Faults } from '../messages/fault.ts';
import { message } from '../messages/messages.ts';
import type { Surroundings } from './line-references.ts';
import { namedType, targetType } from './line-references.ts';

interface Reference {
  reference?: unknown;
  type?: unknown;
}

/** Checks the form of a literal reference, and that the type which is named beside it is its own. */
export function checkReference(
  faults: Faults,
  model: Model,
  { reference, type }: Reference,
  surroundings: Surroundings,
  path: string,
): void {
  if (typeof reference !== 'string' || reference === '') return;
  const to = targetType(reference, surroundings);
  const isKnown = to !== undefined && (to === '' || isResource(model, to));
  if (!isKnown && !reference.startsWith('http'))
    faults.add('reference', path, message('notAReference', { reference }));
  else if (isKnown && to !== '' && typeof type === 'string' && namedType(type) !== to)
    faults.add('reference', path, message('otherTargetNamed', { type: to, given: type }));
}

/** Checks the type that a reference is to, or that it names, where the element limits it. */
export function checkTarget(
  faults: Faults,
  model: Model,
  value: unknown,
  { type: name, targets }: ElementType,
  surroundings: Surroundings,
  path: string,
): void {
  if (name !== 'Reference' || !targets || typeof value !== 'object' || value === null) return;
  const fault = targetFault(value, targets, surroundings, (type) => isResource(model, type));
  if (fault !== undefined) faults.add('reference', path, fault);
}

/** What is wrong with the type that a reference is to, or else with the one that is named for it. */
export function targetFault(
  { reference, type }: Reference,
  targets: readonly string[],
  surroundings: Surroundings,
  isType: (name: string) => boolean = () => true,
): string | undefined {
  const to = typeof reference === 'string' ? targetType(reference, surroundings) : '';
  const named = typeof type === 'string' ? namedType(type) : '';
  const types = targets.join(', ');
  if (to !== undefined && to !== '' && isType(to))
    return targets.includes(to) ? undefined : message('wrongTarget', { type: to, types });
  return named === '' || targets.includes(named)
    ? undefined
    : message('wrongNamedTarget', { type: named, types });
}

const isResource = (model: Model, type: string): boolean =>
  Object.hasOwn(model.types, type) && (model.types[type]?.isResource ?? false);
