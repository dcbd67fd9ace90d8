import { isObject } from '../fhirpath/item.ts';
import type { ValueSetModel } from '../definitions/model.ts';
import type { Demand } from './profile.ts';

/**
 * What is demanded, with the codes that the demand itself, or another one of the same element, fixes counted to its required value
 * set. A profile that fixes a code which its own binding lacks could never be kept (US Core 3.1.1, pulse oximetry: L/min); HL7's
 * validator validates what is in a slice by the slice alone.
 */
export function withFixedCodes(demand: Demand, others: readonly Demand[] = []): Demand {
  const { codes, children } = demand;
  const fixed = codes
    ? [demand, ...others]
        .flatMap(fixedCoding)
        .filter(({ system, code }) => !codes.codes[system]?.includes(code))
    : [];
  const inner = children.map((child) =>
    withFixedCodes(
      child,
      others.flatMap((other) => other.children.filter(({ name }) => name === child.name)),
    ),
  );
  const isSame = fixed.length === 0 && inner.every((child, at) => child === children[at]);
  if (isSame) return demand;
  return {
    ...demand,
    children: inner,
    ...(codes && { codes: { ...codes, codes: fixed.reduce(added, codes.codes) } }),
  };
}

interface Coding {
  system: string;
  code: string;
}

const added = (codes: ValueSetModel, { system, code }: Coding): ValueSetModel => ({
  ...codes,
  [system]: [...(codes[system] ?? []), code],
});

/** The coding that an element must be: by a value, or by those of its members. */
function fixedCoding({ fixed, pattern, children }: Demand): Coding[] {
  const value = fixed ?? pattern;
  const memberOf = (name: string): unknown =>
    isObject(value) ? value[name] : children.find((child) => child.name === name)?.fixed;
  const [system, code] = [memberOf('system'), memberOf('code')];
  return typeof system === 'string' && typeof code === 'string' ? [{ system, code }] : [];
}
