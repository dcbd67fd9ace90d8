import type { ElementType, Model } from '../definitions/model.ts';
import type { Faults } from '../messages/fault.ts';
import { message } from '../messages/messages.ts';
import { referencedType } from './references.ts';

/** Checks the form of a literal reference, whatever it is to. */
export function checkReferenceForm(faults: Faults, model: Model, reference: unknown, path: string): void {
  if (typeof reference !== 'string' || reference === '') return;
  if (knownTarget(model, reference) === undefined && !reference.startsWith('http'))
    faults.add('reference', path, message('notAReference', { reference }));
}

/** Checks the type that a Reference is to, where the element limits that. */
export function checkTarget(
  faults: Faults,
  model: Model,
  value: unknown,
  { type, targets }: ElementType,
  path: string,
): void {
  if (type !== 'Reference' || !targets || typeof value !== 'object' || value === null) return;
  const { reference } = value as { reference?: unknown };
  if (typeof reference !== 'string' || reference === '') return;
  const target = knownTarget(model, reference) ?? '';
  if (target !== '' && !targets.includes(target))
    faults.add('reference', path, message('wrongTarget', { type: target, types: targets.join(', ') }));
}

/** The resource type of R4 that a reference is to; '' where its text does not say; undefined where it is not a reference. */
function knownTarget(model: Model, reference: string): string | undefined {
  const type = referencedType(reference);
  return type === '' || (type !== undefined && model.types[type]?.isResource) ? type : undefined;
}
