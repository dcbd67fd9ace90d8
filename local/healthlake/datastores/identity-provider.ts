import type { IdentityProviderConfiguration } from '@aws-sdk/client-healthlake';
import type { Checked } from '../protocol/codec.ts';
import { validation } from '../errors.ts';

/** What the metadata of a SMART on FHIR data store must have (Developer Guide, "SMART on FHIR metadata"). */
const REQUIRED = [
  'authorization_endpoint',
  'token_endpoint',
  'grant_types_supported',
  'capabilities',
  'code_challenge_methods_supported',
];

/**
 * Checks what the model cannot say of an identity provider: with a SMART strategy, `Metadata` is the text of
 * a JSON object with the members that SMART requires, and S256 is among its challenge methods.
 */
export function checkIdentityProvider(
  configuration: Checked<IdentityProviderConfiguration> | undefined,
): void {
  if (!configuration || configuration.AuthorizationStrategy === 'AWS_AUTH') return;
  const metadata = parseObject(configuration.Metadata);
  if (!metadata) throw validation('IdentityProviderConfiguration.Metadata must be the text of a JSON object');
  const missing = REQUIRED.filter((member) => metadata[member] === undefined);
  if (missing.length > 0)
    throw validation(`IdentityProviderConfiguration.Metadata must have ${missing.join(', ')}`);
  const { code_challenge_methods_supported: methods } = metadata;
  if (!Array.isArray(methods) || !methods.includes('S256'))
    throw validation('code_challenge_methods_supported of the Metadata must include S256');
  if (configuration.IdpLambdaArn === undefined)
    throw validation(`IdpLambdaArn is required for ${configuration.AuthorizationStrategy}`);
}

function parseObject(text: string | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
