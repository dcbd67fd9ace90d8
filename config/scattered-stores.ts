import type { ConfigProblem } from './config-error.ts';
import type { StageConfig } from './stage-config.generated.ts';

/** The parts of an ARN that say where it is; undefined for what is none (a data store's id or name). */
export function partsOf(arn: string | undefined): { region: string; accountId: string } | undefined {
  const [head, , , region = '', accountId = ''] = arn?.split(':') ?? [];
  return head === 'arn' ? { region, accountId } : undefined;
}

/** Data stores that are named by ARNs must be in one place, wherever that is: others are not where the stage is. */
export function scatteredStores({
  routes,
  exports,
}: Pick<StageConfig, 'routes' | 'exports'>): ConfigProblem[] {
  const named = [...storesOf('routes', routes), ...storesOf('exports', exports)];
  const [first] = named;
  return named
    .filter(({ region, accountId }) => region !== first?.region || accountId !== first.accountId)
    .map(({ dataStore, path }) => ({
      path,
      value: dataStore,
      rule: `must be in one Region and account with ${first?.path ?? ''}: those of the stage`,
    }));
}

const storesOf = (list: string, items: readonly { dataStore?: string }[]) =>
  items.flatMap(({ dataStore }, index) => {
    const parts = partsOf(dataStore);
    return parts ? [{ ...parts, dataStore, path: `${list}[${index}].dataStore` }] : [];
  });
