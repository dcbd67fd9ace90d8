import { UsageError, countOf, typed } from '../../errors/index.ts';
import { runningClouds } from './running-clouds.ts';

/** Where `npm start` listens unless told otherwise. */
export const USUAL_ENDPOINT = 'http://127.0.0.1:4566';

/** What a shell is led to where no local cloud is found: nothing is there, and an error of whatever tool names the reason. */
export const NO_ENDPOINT = 'http://127.0.0.1:9/no-local-cloud-was-found';

type Environment = Readonly<NodeJS.ProcessEnv>;

/**
 * The endpoint that the environment names for all of AWS, as the SDKs read it: an empty one counts as none.
 * @throws UsageError where it is not a URL of http or https
 */
function givenEndpoint({ AWS_ENDPOINT_URL }: Environment): string | undefined {
  if (AWS_ENDPOINT_URL === undefined || AWS_ENDPOINT_URL === '') return undefined;
  if (/^https?:$/.test(URL.parse(AWS_ENDPOINT_URL)?.protocol ?? ''))
    return AWS_ENDPOINT_URL.replace(/\/$/, '');
  throw new UsageError(`AWS_ENDPOINT_URL is "${AWS_ENDPOINT_URL}": it must be a URL like ${USUAL_ENDPOINT}`, {
    actual: AWS_ENDPOINT_URL,
    expected: USUAL_ENDPOINT,
  });
}

/** Where a stage is asked, undefined for AWS itself. @throws UsageError as {@link givenEndpoint} and {@link localEndpoint} */
export const stageEndpoint = async (
  stage: string,
  environment: Environment = process.env,
): Promise<string | undefined> =>
  stage === 'local' ? localEndpoint(environment) : givenEndpoint(environment);

/**
 * The local cloud that commands mean: the one at `AWS_ENDPOINT_URL`, or else the only one of this user that runs, at whatever port. Where
 * none is known to run, the usual address.
 * @throws UsageError as {@link givenEndpoint}, and where several run
 */
export async function localEndpoint(environment: Environment = process.env): Promise<string> {
  const given = givenEndpoint(environment);
  if (given !== undefined && given !== NO_ENDPOINT) return given;
  const [only, ...others] = await runningClouds();
  if (only === undefined || others.length === 0) return only ?? USUAL_ENDPOINT;
  throw new UsageError(
    `${countOf(others.length + 1, 'local cloud')} run, at ${[only, ...others].join(' and ')}: say which by AWS_ENDPOINT_URL, as in ${typed`eval "$(AWS_ENDPOINT_URL=${only} npx inlet env)"`}`,
    { actual: [only, ...others], expected: 'one that runs, or AWS_ENDPOINT_URL' },
  );
}
