import type { SmartDataStore } from '../../config/index.ts';
import { InvalidOptions, nameOf } from '../invalid-options.ts';

/** Who may trust what: a stage that is deployed, none of `local`. */
const DEPLOYED = 'dev';

/**
 * Checks the rules of data stores as `identity.dataStores` of `config/<stage>.json` is checked, and fills in every default. It loads what a function need
 * not: call it where the function is built, and bundle what it returns.
 * @throws ConfigError (`code` InvalidConfig) with every problem at once; InvalidOptions for a promise
 */
export async function checkDataStores(given: readonly object[]): Promise<SmartDataStore[]> {
  if (given instanceof Promise)
    throw new InvalidOptions(`checkDataStores takes a list of rules, and was given ${nameOf(given)}`);
  // What is missing is no empty list: that would refuse every token.
  const asGiven = (given as readonly object[] | undefined) ?? null;
  const { checkConfig } = await import('../../config/index.ts');
  return checkConfig({ routes: [ANY_ROUTE], identity: { dataStores: asGiven } }, 'dataStores', DEPLOYED)
    .identity.dataStores;
}

/** A configuration of a stage must have one. */
const ANY_ROUTE = { name: 'default', prefix: '', validationLevel: 'structure-only' };
