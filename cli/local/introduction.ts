import { OWNER_ACCESS_KEY, REGION, SECRET_ACCESS_KEY } from '../../local/ground/index.ts';
import type { LocalCloud } from '../../local/boot/index.ts';

const SIGN_WITH = `sign with:     export AWS_ACCESS_KEY_ID=${OWNER_ACCESS_KEY} AWS_SECRET_ACCESS_KEY=${SECRET_ACCESS_KEY} AWS_DEFAULT_REGION=${REGION}`;

const SIGNED = `--aws-sigv4 aws:amz:${REGION}:healthlake --user ${OWNER_ACCESS_KEY}:${SECRET_ACCESS_KEY}`;

/** Gets a token of the local issuer in a shell; single quotes, since some shells expand `*` to file names. */
const BEARER = `-H "Authorization: Bearer $(AWS_ENDPOINT_URL=<url> npm run -s token -- --scope 'system/*.rs')"`;

/** The lines that say what to do next with a local cloud that is up. */
export async function introduction(
  { url, names, state }: Pick<LocalCloud, 'url' | 'names' | 'state'>,
  strictAuth: boolean,
): Promise<string[]> {
  const endpoints = (await state()).datastores.map(
    ({ datastoreId }) => `${url}/datastore/${datastoreId}/r4/`,
  );
  return [
    '',
    `drop a file:   aws --endpoint-url ${url} s3 cp Patient.ndjson s3://${names.inboxBucket}/`,
    `               or let every AWS tool find it: export AWS_ENDPOINT_URL=${url}`,
    ...(strictAuth ? [SIGN_WITH] : []),
    ...endpoints.flatMap((endpoint) => [
      `read FHIR:     curl ${SIGNED} ${endpoint}Patient`,
      `with a token:  curl ${BEARER.replace('<url>', url)} ${endpoint}Patient`,
    ]),
    `see events:    curl -N '${url}/_inlet/events?from=0'`,
    `see the state: curl ${url}/_inlet/state`,
    'stop:          Ctrl-C',
    '',
  ];
}
