import type { Datastore } from '../../healthlake/index.ts';
import type { FhirAnswer } from '../http/fhir-answer.ts';
import { jsonAnswer } from '../http/fhir-answer.ts';
import { FhirError } from '../http/fhir-error.ts';

/** What is published of a data store's metadata. */
export type SmartMetadata = (
  metadata: Readonly<Record<string, unknown>>,
) => Readonly<Record<string, unknown>>;

/**
 * `GET .well-known/smart-configuration`: the metadata that the data store was created with (SMART App Launch 2.2.0,
 * "Conformance"). Apps learn here where to get a token, so none is needed.
 * @param published says what of it is published
 * @throws FhirError 404 where the data store takes signed requests only
 */
export function smartConfiguration({ setup }: Datastore, published: SmartMetadata): FhirAnswer {
  const { AuthorizationStrategy: strategy = 'AWS_AUTH', Metadata } =
    setup.IdentityProviderConfiguration ?? {};
  if (strategy === 'AWS_AUTH' || Metadata === undefined)
    throw new FhirError(404, 'not-found', 'The data store does not use SMART on FHIR.');
  const answer = jsonAnswer(200, published(JSON.parse(Metadata) as Record<string, unknown>));
  return { ...answer, headers: { 'content-type': 'application/json' } };
}
