import { InvalidParameter } from './invalid-parameter.ts';

/** A packaged CloudFormation template, as far as packaging changes it. */
export interface Template {
  Description?: string;
  Resources: Record<string, TemplateResource>;
  Outputs?: Record<string, Record<string, unknown>>;
}

export interface TemplateResource {
  Type: string;
  Properties?: Record<string, unknown>;
  DependsOn?: string | string[];
  DeletionPolicy?: string;
}

/** How references name a resource that already exists. Values may hold `${AWS::...}`. */
interface Adoptable {
  pattern: RegExp;
  rule: string;
  attributes: (id: string) => Record<string, string>;
}

const HERE = '${AWS::Region}:${AWS::AccountId}';

const ADOPTABLE: Record<string, Adoptable> = {
  'AWS::HealthLake::FHIRDatastore': {
    pattern: /^[0-9a-f]{32}$/,
    rule: 'a data store id: exactly 32 of 0-9 and a-f',
    attributes: (id) => ({ Ref: id, DatastoreId: id }),
  },
  'AWS::S3::Bucket': {
    pattern: /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
    rule: 'a bucket name',
    attributes: (name) => ({ Ref: name, Arn: `arn:\${AWS::Partition}:s3:::${name}` }),
  },
  'AWS::Events::EventBus': {
    pattern: /^[\w./-]{1,256}$/,
    rule: 'the name of an event bus (not an ARN)',
    attributes: (name) => ({
      Ref: name,
      Name: name,
      Arn: `arn:\${AWS::Partition}:events:${HERE}:event-bus/${name}`,
    }),
  },
  'AWS::DynamoDB::Table': {
    pattern: /^[a-zA-Z0-9_.-]{3,255}$/,
    rule: 'a table name',
    attributes: (name) => ({ Ref: name, Arn: `arn:\${AWS::Partition}:dynamodb:${HERE}:table/${name}` }),
  },
  'AWS::KMS::Key': {
    pattern: /^(mrk-)?[0-9a-f-]{32,36}$/,
    rule: 'a key id (not an alias, not an ARN)',
    attributes: (id) => ({ Ref: id, KeyId: id, Arn: `arn:\${AWS::Partition}:kms:${HERE}:key/${id}` }),
  },
};

/**
 * The template with resources taken over instead of created: they are left out, and every reference to them
 * names what already exists. What stays behind when a stack goes (buckets, key, ledger, data store) is used
 * again by the next one this way.
 *
 * @param existing by logical id, the id or name of what exists; empty texts are ignored
 * @throws InvalidParameter when two name the same, or an id does not have the form of its kind; Error when a reference wants
 *   an attribute that an existing resource does not have
 */
export function adoptExisting(template: Template, existing: Readonly<Record<string, string>>): Template {
  const adopted = new Map(
    Object.entries(existing)
      .filter(([, id]) => id !== '')
      .map(([logicalId, id]) => [logicalId, attributesOf(template, logicalId, id)]),
  );
  if (adopted.size === 0) return template;
  checkDistinct(existing);
  const kept = Object.entries(template.Resources).filter(
    ([logicalId, resource]) => !adopted.has(logicalId) && !isPolicyOfAny(adopted, resource),
  );
  // What is left depends on none of them, nor on a policy that went with its bucket.
  const left = new Set(kept.map(([logicalId]) => logicalId));
  const independent = kept.map(([logicalId, { DependsOn, ...resource }]): [string, TemplateResource] => {
    const still = [DependsOn ?? []].flat().filter((id) => left.has(id));
    return [logicalId, still.length === 0 ? resource : { ...resource, DependsOn: still }];
  });
  return replaceReferences({ ...template, Resources: Object.fromEntries(independent) }, adopted) as Template;
}

/** Every key of the inbox is watched: results or copies in it would be taken for files to import. */
function checkDistinct(existing: Readonly<Record<string, string>>): void {
  const taken = new Map<string, string>();
  for (const [logicalId, id] of Object.entries(existing)) {
    const parameter = `existing${parameterOf(logicalId)}`;
    const other = id === '' ? undefined : taken.get(id);
    if (other !== undefined)
      throw new InvalidParameter(
        `${parameter} is ${JSON.stringify(id)}, but so is ${other}: each must be another one`,
        { actual: id, expected: `another than ${other}` },
      );
    taken.set(id, parameter);
  }
}

/** A bucket's policy stays with its bucket, and CloudFormation does not make one where there is one. */
function isPolicyOfAny(adopted: Adopted, { Type, Properties }: TemplateResource): boolean {
  const [bucket = ''] = referenceOf(Object(Properties?.Bucket) as object) ?? [];
  return Type === 'AWS::S3::BucketPolicy' && adopted.has(bucket);
}

function attributesOf(template: Template, logicalId: string, id: string): Record<string, string> {
  const resource = template.Resources[logicalId];
  const kind = resource && ADOPTABLE[resource.Type];
  if (!kind) {
    throw new InvalidParameter(`${logicalId} cannot be taken over from an earlier stack`, {
      actual: logicalId,
    });
  }
  if (!kind.pattern.test(id))
    throw new InvalidParameter(
      `existing${parameterOf(logicalId)} is ${JSON.stringify(id)}, but must be ${kind.rule}`,
      { actual: id, expected: kind.rule },
    );
  return kind.attributes(id);
}

/** The `--param` that says it: its name is the logical id's, but for these two. */
export const parameterOf = (logicalId: string): string =>
  ({ DataStore: 'DatastoreId', Key: 'KeyId', Bus: 'EventBusName' })[logicalId] ?? logicalId;

type Adopted = ReadonlyMap<string, Record<string, string>>;

function replaceReferences(value: unknown, adopted: Adopted): unknown {
  if (Array.isArray(value)) return value.map((item) => replaceReferences(item, adopted));
  if (typeof value !== 'object' || value === null) return value;
  const reference = referenceOf(value);
  const attributes = reference && adopted.get(reference[0]);
  if (attributes) return asText(attributeOf(attributes, ...reference));
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]): [string, unknown] =>
      key === 'Fn::Sub' && typeof inner === 'string'
        ? [key, replaceInText(inner, adopted)]
        : [key, replaceReferences(inner, adopted)],
    ),
  );
}

/** `{ Ref }` or `{ Fn::GetAtt }` as logical id and attribute. */
function referenceOf(value: object): [string, string] | undefined {
  if ('Ref' in value && typeof value.Ref === 'string') return [value.Ref, 'Ref'];
  if ('Fn::GetAtt' in value && Array.isArray(value['Fn::GetAtt']))
    return value['Fn::GetAtt'] as [string, string];
  return undefined;
}

function attributeOf(attributes: Record<string, string>, logicalId: string, attribute: string): string {
  const value = attributes[attribute];
  if (value === undefined) throw new Error(`${logicalId}.${attribute} is not known of an existing resource`);
  return value;
}

const replaceInText = (text: string, adopted: Adopted): string =>
  text.replace(
    /\$\{([A-Za-z0-9]+)(?:\.([A-Za-z0-9.]+))?\}/g,
    (whole, logicalId: string, attribute = 'Ref') => {
      const attributes = adopted.get(logicalId);
      return attributes ? attributeOf(attributes, logicalId, attribute as string) : whole;
    },
  );

const asText = (text: string): unknown => (text.includes('${') ? { 'Fn::Sub': text } : text);
