import { LOCAL_ISSUER_PATH } from '../../../lib/identity/index.ts';
import { createFhirEndpoint, refuseAsOutcome, signedOrBearer } from '../../fhir-server/index.ts';
import type { HealthLake } from '../../healthlake/index.ts';
import type { Lambda } from '../../lambda/index.ts';
import { withLocalIssuer } from '../../token-issuer/index.ts';
import type { CloudParts } from '../cloud-parts.ts';
import { serviceRow } from '../service-row.ts';

/** The FHIR REST API of HealthLake's data stores. */
export const fhirServer = serviceRow(
  'fhirServer',
  (cloud: CloudParts, others: { healthLake: HealthLake; lambda: Lambda }) => {
    const { authorize, mayAssume } = cloud.authorizer;
    const endpoint = createFhirEndpoint({
      healthLake: others.healthLake,
      clock: cloud.clock,
      authorize,
      mayAssumeRole: mayAssume,
      invokeFunction: others.lambda.invoke,
      ...(cloud.options.strictAuth !== true && { warmFunction: others.lambda.warm }),
      smartMetadata: (metadata) => withLocalIssuer(metadata, cloud.url + LOCAL_ISSUER_PATH),
      takesPages: cloud.allowedOrigins.length > 0,
      onTrouble: cloud.onFault,
    });
    const verified = cloud.signed(endpoint, 'healthlake', refuseAsOutcome);
    const service = signedOrBearer(endpoint, verified);
    return {
      api: undefined,
      routes: { paths: { '/datastore/': service } },
      forPages: { '/datastore/': endpoint.forPages(service) },
      start() {
        endpoint.start();
      },
      stop: () => endpoint.stop(),
    };
  },
);
