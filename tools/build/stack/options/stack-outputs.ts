import type { Template } from '../adopt-existing.ts';

/** What the framework says nothing of. */
const DESCRIPTIONS: Readonly<Record<string, string>> = {
  ServerlessDeploymentBucketName: 'Where the packaged code lies',
  IdentityProviderLambdaFunctionQualifiedArn:
    'The version of the identity provider that its alias stands for',
};

/**
 * The template with a description, and with one of each output. Outputs are exported only where the stage says so: an export that
 * another stack imports nails this one down.
 */
export function withOutputs(template: Template, stage: string, isExported: boolean): Template {
  const Outputs = Object.fromEntries(
    Object.entries(template.Outputs ?? {}).map(([name, { Export: _export, ...output }]) => [
      name,
      {
        ...output,
        ...(DESCRIPTIONS[name] !== undefined && { Description: DESCRIPTIONS[name] }),
        ...(isExported && { Export: { Name: `inlet-${stage}-${name}` } }),
      },
    ]),
  );
  return {
    ...template,
    Description: `Inlet, stage ${stage}: files that are dropped into S3 become import jobs of AWS HealthLake and status events on a bus of its own`,
    Outputs,
  };
}
