import { OWNER_ACCESS_KEY, REGION, SECRET_ACCESS_KEY } from '../../local/ground/index.ts';
import type { LocalCloud } from '../../local/boot/index.ts';
import { USUAL_ENDPOINT, environmentAt, shellLines } from '../stage/index.ts';

const SIGNED = `--aws-sigv4 aws:amz:${REGION}:healthlake --user ${OWNER_ACCESS_KEY}:${SECRET_ACCESS_KEY}`;

/** Gets a token of the local issuer in a shell; single quotes, since some shells expand `*` to file names. */
const BEARER = `-H "Authorization: Bearer $(npx inlet token --scope 'system/*.rs')"`;

/** In a line of its own, which the one before goes on with. */
const FHIR = '               "$AWS_ENDPOINT_URL/datastore/$INLET_DATASTORE_ID/r4/Patient"';

/**
 * The lines that say what to do next with a local cloud that is up: first the whole environment for another shell, so that
 * none of the lines behind it can reach AWS.
 * @param isFound whether commands find it by themselves
 */
export async function introduction({
  url,
  names,
  state,
  isFound,
}: Pick<LocalCloud, 'url' | 'names' | 'state'> & { isFound: boolean }): Promise<string[]> {
  const [{ datastoreId } = { datastoreId: '' }] = (await state()).datastores;
  return [
    '',
    ...(isFound || url === USUAL_ENDPOINT
      ? ['In another shell, first paste these lines (`npx inlet env` prints them again):']
      : [
          'In another shell, first paste these lines, which are printed again by',
          `\`AWS_ENDPOINT_URL=${url} npx inlet env\`:`,
        ]),
    '',
    ...shellLines(environmentAt(url, datastoreId, {})).map((line) => `  ${line}`),
    '',
    `drop a file:   aws s3 cp Patient.ndjson s3://${names.inboxBucket}/`,
    'what happens:  npx inlet status --watch',
    `read FHIR:     curl ${SIGNED} \\`,
    FHIR,
    `with a token:  curl ${BEARER} \\`,
    FHIR,
    `in a browser:  ${url}/_inlet/console/`,
    'see events:    curl -N "$AWS_ENDPOINT_URL/_inlet/events?from=0"',
    'see the state: curl "$AWS_ENDPOINT_URL/_inlet/state"',
    'stop:          Ctrl-C',
    '',
  ];
}
