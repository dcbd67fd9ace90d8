import { AwsError } from './aws-error.ts';

/**
 * The one of `names` that a person means: by its whole name, or by its end, without what the stack puts before the
 * names of all its resources (`arrivals` for `inlet-local-arrivals`).
 * @param what for people: "function"
 * @throws AwsError ValidationException that says which there are
 */
export function resolveName(what: string, names: readonly string[], given: string): string {
  const [found, ...others] = names.includes(given)
    ? [given]
    : names.filter((name) => name.endsWith(`-${given}`));
  if (found !== undefined && others.length === 0) return found;
  const refusal = found === undefined ? `There is no ${what}` : `More than one ${what} is meant by`;
  throw new AwsError('ValidationException', `${refusal} "${given}". There are ${names.join(', ')}.`);
}
