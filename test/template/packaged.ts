import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Template, TemplateResource } from '../../tools/build/stack/adopt-existing.ts';
import { PARAMETERS } from '../../tools/build/parameters/stage-parameters.ts';
import { packageStage } from '../../tools/build/package-stage.ts';
import { bundleFolder, PROJECT } from '../../tools/build/project.ts';

export const EXISTING_STORE = '0123456789abcdef0123456789abcdef';

/** What a stage may bring along instead of having it made. */
export const BROUGHT = {
  inbox: 'the-inbox-that-we-have',
  bus: 'our-bus',
  key: '01234567-89ab-cdef-0123-456789abcdef',
  inboxKey: 'arn:aws:kms:us-east-1:123456789012:key/fedcba98-7654-3210-fedc-ba9876543210',
} as const;

/** What is packaged and checked: each stage as it is, and with each parameter the other way. */
export const VARIANTS = {
  local: { stage: 'local' },
  dev: { stage: 'dev' },
  prod: { stage: 'prod' },
  'dev with an existing data store': {
    stage: 'dev',
    folder: join(bundleFolder(PROJECT, 'dev'), 'package-existing'),
    params: { existingDatastoreId: EXISTING_STORE },
  },
  'dev with an inbox, a bus and a key of its own': {
    stage: 'dev',
    folder: join(bundleFolder(PROJECT, 'dev'), 'package-brought'),
    params: {
      existingInboxBucket: BROUGHT.inbox,
      existingEventBusName: BROUGHT.bus,
      existingKeyId: BROUGHT.key,
      inboxKeyArn: BROUGHT.inboxKey,
    },
  },
  'dev with archive and schema registry': {
    stage: 'dev',
    folder: join(bundleFolder(PROJECT, 'dev'), 'package-contract'),
    params: { archiveDays: '90', publishSchemas: 'true' },
  },
  'dev with all that a reviewer asks for': {
    stage: 'dev',
    folder: join(bundleFolder(PROJECT, 'dev'), 'package-hardened'),
    params: { ...hardened(), archiveDays: '90' },
  },
} as const;

/** Every parameter that has examples, as the last of them says; what exists already apart. */
export function hardened(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(PARAMETERS).flatMap(([name, { examples }]) =>
      examples === undefined || name.startsWith('existing') ? [] : [[name, String(examples.at(-1))]],
    ),
  );
}

export type Variant = keyof typeof VARIANTS;
export const allVariants = Object.keys(VARIANTS) as Variant[];
export const HARDENED = 'dev with all that a reviewer asks for';
/** Those that make inbox, bus and key themselves, and have nothing of what is off by default. */
export const variants = allVariants.filter(
  (variant) => variant !== 'dev with an inbox, a bus and a key of its own' && variant !== HARDENED,
);

/** Whether a data store of the stage takes bearer tokens, by config/<stage>.json. */
export const takesTokens = (variant: Variant): boolean => VARIANTS[variant].stage === 'local';

export interface Packaged {
  file: string;
  template: Template;
  /** Every resource of a type, by logical id. */
  ofType: (type: string) => [string, Properties][];
  /** One resource that must be there. */
  resource: (logicalId: string) => TemplateResource & { Properties: Properties };
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- templates are read as people read them
export type Properties = Record<string, any>;

/** Sources do not change while tests run: each variant is packaged once for all files of a process. */
const packages = new Map<Variant, ReturnType<typeof packageStage>>();

export async function packaged(variant: Variant): Promise<Packaged> {
  const packaging = packages.get(variant) ?? packageStage(VARIANTS[variant]);
  packages.set(variant, packaging);
  const { template: file } = await packaging;
  const template = JSON.parse(readFileSync(file, 'utf8')) as Template;
  return {
    file,
    template,
    ofType: (type) =>
      Object.entries(template.Resources)
        .filter(([, { Type }]) => Type === type)
        .map(([logicalId, { Properties = {} }]) => [logicalId, Properties]),
    resource: (logicalId) => {
      const found = template.Resources[logicalId];
      if (!found) throw new Error(`${variant} has no ${logicalId}`);
      return { ...found, Properties: found.Properties ?? {} };
    },
  };
}
