import { TYPED } from '../../tools/build/index.ts';
import { OWNER_ACCESS_KEY, REGION, SECRET_ACCESS_KEY } from '../../local/ground/index.ts';
import { localEndpoint, noLocalCloud } from './local-endpoint.ts';
import { UsageError } from '../../errors/index.ts';
import { LONGEST_FIRST_ANSWER_MS, isTimeout, noAnswerInTime } from './stage-clock.ts';

/** The variables by which AWS's tools find a local cloud, and what would lead them elsewhere. */
export interface LocalEnvironment {
  set: Record<string, string>;
  unset: string[];
}

/** Variables that win over the ones that are set: another account's credentials, or endpoints of single services. */
const LEADS_ELSEWHERE = [
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_SESSION_TOKEN',
  'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
];

/**
 * The environment for a local cloud at this URL. `AWS_REGION` is read by the SDKs and version 2 of the AWS CLI, only
 * `AWS_DEFAULT_REGION` by version 1.
 */
export function environmentAt(
  url: string,
  datastoreId: string,
  environment: Readonly<NodeJS.ProcessEnv> = process.env,
): LocalEnvironment {
  const ofServices = Object.keys(environment).filter((name) => name.startsWith('AWS_ENDPOINT_URL_'));
  return {
    set: {
      AWS_ENDPOINT_URL: url,
      AWS_ACCESS_KEY_ID: OWNER_ACCESS_KEY,
      AWS_SECRET_ACCESS_KEY: SECRET_ACCESS_KEY,
      AWS_REGION: REGION,
      AWS_DEFAULT_REGION: REGION,
      INLET_DATASTORE_ID: datastoreId,
    },
    unset: [...LEADS_ELSEWHERE, ...ofServices],
  };
}

/** Lines for a shell (POSIX) to evaluate. None of the values has a quote in it. */
export const shellLines = ({ set, unset }: LocalEnvironment): string[] => [
  `unset ${unset.join(' ')}`,
  ...Object.entries(set).map(([name, value]) => `export ${name}='${value.replaceAll("'", '')}'`),
];

/**
 * The environment for the local cloud that commands mean: it is asked for its data store.
 * @throws UsageError where none answers, or not in time, or several run
 */
export async function localEnvironment(longestMs = LONGEST_FIRST_ANSWER_MS): Promise<LocalEnvironment> {
  const url = await localEndpoint();
  const refused = (cause: unknown): never => {
    if (isTimeout(cause)) throw noAnswerInTime(url, longestMs, cause);
    throw new UsageError(
      `no local cloud answers at ${url}: start one with \`${TYPED.start}\`, or set AWS_ENDPOINT_URL to where it listens`,
      { actual: url, expected: 'the endpoint of a running local cloud', cause },
    );
  };
  const answer = await fetch(new URL('/_inlet/state', url), {
    signal: AbortSignal.timeout(longestMs),
  }).catch(refused);
  const state = (await answer.json().catch((error: unknown) => {
    throw isTimeout(error)
      ? noAnswerInTime(url, longestMs, error)
      : noLocalCloud(url, 'its answer is no JSON', error);
  })) as { datastores?: { datastoreId?: unknown }[] } | null;
  if (!Array.isArray(state?.datastores)) throw noLocalCloud(url, 'it tells of no data stores');
  const id = state.datastores[0]?.datastoreId;
  return environmentAt(url, typeof id === 'string' ? id : '');
}
