import { UsageError } from '../../errors/index.ts';

/** Where `npm start` listens unless told otherwise. */
const LOCAL_ENDPOINT = 'http://127.0.0.1:4566';

type Environment = Readonly<NodeJS.ProcessEnv>;

/**
 * The endpoint that the environment names for all of AWS, as the SDKs read it: an empty one counts as none.
 * @throws UsageError where it is not a URL of http or https
 */
export function givenEndpoint({ AWS_ENDPOINT_URL }: Environment): string | undefined {
  if (AWS_ENDPOINT_URL === undefined || AWS_ENDPOINT_URL === '') return undefined;
  if (/^https?:$/.test(URL.parse(AWS_ENDPOINT_URL)?.protocol ?? ''))
    return AWS_ENDPOINT_URL.replace(/\/$/, '');
  throw new UsageError(`AWS_ENDPOINT_URL is "${AWS_ENDPOINT_URL}": it must be a URL like ${LOCAL_ENDPOINT}`, {
    actual: AWS_ENDPOINT_URL,
    expected: LOCAL_ENDPOINT,
  });
}

/** The local cloud that commands mean: `AWS_ENDPOINT_URL`, or its usual address. @throws UsageError as above */
export const localEndpoint = (environment: Environment = process.env): string =>
  givenEndpoint(environment) ?? LOCAL_ENDPOINT;
