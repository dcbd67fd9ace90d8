import { UsageError } from '../../errors/index.ts';
import type { Choices } from '../../verify/index.ts';
import { ASSUMPTIONS, chosen } from '../../verify/index.ts';
import type { StageResources } from '../stage/index.ts';
import type { OptionValues } from '../terminal/index.ts';
import { didYouMean } from '../terminal/index.ts';

/**
 * What a run may do. Stage local is for tests as a whole: it makes its data stores itself, and drops files into its own inbox.
 *
 * @throws UsageError where a data store that a route uses is named without saying that it is for tests
 */
export function choicesOf(
  values: OptionValues,
  { stage, routes, datastoreId }: Pick<StageResources, 'stage' | 'routes' | 'datastoreId'>,
): Choices {
  const only = namesIn(values.only);
  if (stage === 'local')
    return {
      only,
      store: typeof values.into === 'string' ? { into: values.into } : 'create',
      routeStore: datastoreId,
      isSlow: typeof values.into !== 'string',
    };
  const isSlow = values.slow === true;
  if (typeof values.into !== 'string')
    return { only, store: values['create-datastore'] === true ? 'create' : 'none', isSlow };
  const into = values.into;
  const used = routes.filter((route) => route.datastoreId === into).map(({ name }) => name);
  // The stage's own data store is somebody's, whatever routes there are now.
  if ((used.length > 0 || into === datastoreId) && values['yes-this-store-is-for-tests'] !== true)
    throw new UsageError(
      `--into ${into}: ${used.length > 0 ? `route ${used.join(', ')} imports into this data store` : 'this is the data store of the stage'}, so its resources may be of patients. Where it is for tests, say --yes-this-store-is-for-tests as well; or let one be made: --create-datastore`,
      { actual: into, expected: 'a data store for tests' },
    );
  return { only, store: { into }, routeStore: used.length > 0 ? into : undefined, isSlow };
}

const namesIn = (only: OptionValues[string]): string[] =>
  typeof only === 'string' ? only.split(',').map((name) => name.trim()) : [];

/** What is wrong with the names of `--only`; undefined where each is of a probe or a topic. */
export function judgeOnly({ only }: OptionValues): string | undefined {
  const wrong = namesIn(only).find((name) => chosen([name]).length === 0);
  if (wrong === undefined) return undefined;
  const names = [...new Set(ASSUMPTIONS.flatMap(({ name, topic }) => [name, topic]))];
  return `--only ${wrong}: there is no probe and no topic of this name${didYouMean(wrong, names)}. docs/verify.md lists them`;
}
