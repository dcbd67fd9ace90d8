/** A permission of a role, and what needs it. */
export interface Permission {
  role: string;
  action: string;
  /** As short names of the template: `LedgerTable`, `WorkBucket/plans/*`. */
  resources: string[];
  /** Files of this project whose call it is for; or in words what else needs it. */
  neededBy: string[];
}

/** As much of a packaged template as is read here. */
export interface Template {
  Resources: Readonly<Record<string, { Type: string; Properties?: Readonly<Record<string, unknown>> }>>;
}

/** The handler that works in each role, by the role's logical id. */
export const HANDLERS: Readonly<Record<string, string>> = {
  RecordArrivalsRole: 'record-arrivals',
  StartImportsRole: 'start-imports',
  PollJobsRole: 'poll-jobs',
  RunActionRole: 'run-action',
  SummarizeImportRole: 'summarize-import',
  RunExportsRole: 'run-exports',
  IdentityProviderRole: 'identity-provider',
};

/** What in a source calls AWS, the actions that it needs (Service Authorization Reference), and those that it needs for some input. */
const CALLS: readonly [call: RegExp, must: readonly string[], may?: readonly string[]][] = [
  [/\bGetObjectCommand\b|\bHeadObjectCommand\b/, ['s3:GetObject'], ['s3:GetObjectVersion']],
  [
    /\bCopyObjectCommand\b|\bUploadPartCopyCommand\b/,
    ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'],
  ],
  [/\b(?:PutObject|CreateMultipartUpload|UploadPart|CompleteMultipartUpload)Command\b/, ['s3:PutObject']],
  [/\bAbortMultipartUploadCommand\b/, ['s3:AbortMultipartUpload']],
  [/\bDeleteObjectsCommand\b/, ['s3:DeleteObject']],
  [/\bpaginateListObjectsV2\b/, ['s3:ListBucket']],
  [/\bListObjectVersionsCommand\b/, ['s3:ListBucketVersions']],
  [/\bGetCommand\b/, ['dynamodb:GetItem']],
  [/\bBatchGetCommand\b/, ['dynamodb:BatchGetItem']],
  [/\bBatchWriteCommand\b/, ['dynamodb:BatchWriteItem']],
  [/\bPutCommand\b/, ['dynamodb:PutItem']],
  [/\bUpdateCommand\b/, ['dynamodb:UpdateItem']],
  [/\bDeleteCommand\b/, ['dynamodb:DeleteItem']],
  [/\bQueryCommand\b/, ['dynamodb:Query']],
  [
    /\bDynamoDBPersistenceLayer\b/,
    ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
  ],
  [/\bPutEventsCommand\b/, ['events:PutEvents']],
  [/\bSendMessageCommand\b/, ['sqs:SendMessage']],
  [/\bChangeMessageVisibilityCommand\b/, ['sqs:ChangeMessageVisibility']],
  [/secretsmanager\.GetSecretValue/, ['secretsmanager:GetSecretValue']],
  [/\bStartFHIR(?:Import|Export)JobCommand\b/, ['iam:PassRole']],
];

/** A call of HealthLake needs the action of its name. */
const HEALTHLAKE =
  /\b(?:paginate)?((?:Create|Delete|Describe|List|Start)FHIR\w+?|ListTagsForResource|TagResource|UntagResource)(?:Command)?\b/g;

/** Permissions that no call of a function's own needs, by role (or any) and action, with what needs them. */
const OTHERS: readonly [role: RegExp, action: RegExp, why: string][] = [
  [/^RecordArrivalsRole$/, /^s3:ListBucket$/, 'S3, to answer 404 and not 403 where an object is gone'],
  [/./, /^logs:/, 'Lambda, to write the log of the function'],
  [/./, /^xray:/, 'Lambda, to send traces'],
  [
    /./,
    /^sqs:(ReceiveMessage|DeleteMessage|GetQueueAttributes)$/,
    'Lambda, to read the queue that feeds the function',
  ],
  [
    /^(StartImports|PollJobs|RunExports)Role$/,
    /^sqs:SendMessage$/,
    'Lambda, to put a run that failed into the queue of failures',
  ],
  [
    /./,
    /^kms:/,
    'S3, SQS or Secrets Manager in the name of the caller: what is read or written there is encrypted with the key',
  ],
  [/^DataAccessRole$/, /./, 'HealthLake: what imports read and exports write'],
  [/^SmartRole$/, /./, 'HealthLake: what a bearer token may do (lib/identity/operations.ts)'],
];

/** The actions that a source needs for its calls; only those that it needs for any input, where `which` says `must`. */
export function actionsNeededBy(bundled: string, which: 'must' | 'all' = 'all'): Set<string> {
  // A bundler numbers names that two packages have.
  const source = bundled.replaceAll(/Command\d+\b/g, 'Command');
  const needed = CALLS.flatMap(([call, must, may = []]) =>
    call.test(source) ? [...must, ...(which === 'all' ? may : [])] : [],
  );
  const ofHealthLake = [...source.matchAll(HEALTHLAKE)]
    .filter(([text]) => text.endsWith('Command') || text.startsWith('paginate'))
    .map(([, action = '']) => `healthlake:${action}`);
  return new Set([...needed, ...ofHealthLake]);
}

/** Every permission of every role of a packaged stage, with the files whose calls need it. @param sources text by path, of each handler's bundle */
export function permissionsOf(
  template: Template,
  sources: ReadonlyMap<string, ReadonlyMap<string, string>>,
): Permission[] {
  const needs = new Map(
    [...sources].map(([handler, files]) => [
      handler,
      [...files].map(([file, text]) => [file, actionsNeededBy(text)] as const),
    ]),
  );
  return statementsOf(template).map(({ role, action, resources }) => {
    const files = (needs.get(HANDLERS[role] ?? '') ?? []).filter(([, actions]) => actions.has(action));
    const other = OTHERS.find(([of, which]) => of.test(role) && which.test(action));
    const inWords = other && (files.length === 0 || action.startsWith('sqs:')) ? [other[2]] : [];
    return { role, action, resources, neededBy: [...files.map(([file]) => file), ...inWords] };
  });
}

function statementsOf({ Resources }: Template): Omit<Permission, 'neededBy'>[] {
  const byPermission = new Map<string, Omit<Permission, 'neededBy'>>();
  for (const [role, { Type, Properties = {} }] of Object.entries(Resources)) {
    if (Type !== 'AWS::IAM::Role') continue;
    const policies = (Properties.Policies ?? []) as { PolicyDocument: { Statement: Statement[] } }[];
    for (const { Effect, Action, Resource } of policies.flatMap(
      ({ PolicyDocument }) => PolicyDocument.Statement,
    ))
      for (const action of Effect === 'Allow' ? [Action].flat() : []) {
        const row = byPermission.get(`${role} ${action}`) ?? { role, action, resources: [] };
        row.resources.push(...[Resource].flat().map(shortName));
        byPermission.set(`${role} ${action}`, row);
      }
  }
  return [...byPermission.values()];
}

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: unknown;
}

/** A resource as people say it: its logical id, and what of it. */
function shortName(resource: unknown): string {
  const text = typeof resource === 'string' ? resource : textOf(resource as Record<string, unknown>);
  return text
    .replaceAll(/\$\{([\w.]+?)(?:\.Arn)?\}/g, '$1')
    .replace(/^arn:[^/]*?:(log-group|secret|datastore\/fhir|function|event-bus)/, '$1')
    .replaceAll('inlet-local-', 'inlet-<stage>-');
}

/** The intrinsic functions that resources of policies are written with. */
function textOf(value: Record<string, unknown>): string {
  const [entry] = Object.entries(value);
  if (!entry) return '';
  const [name, argument] = entry;
  if (name === 'Fn::GetAtt') return String((argument as string[])[0]);
  if (name === 'Fn::Sub') return String([argument].flat()[0]);
  if (name === 'Ref') return String(argument);
  if (name !== 'Fn::Join') return JSON.stringify(value);
  const [separator, parts] = argument as [string, (string | Record<string, unknown>)[]];
  return parts.map((part) => (typeof part === 'string' ? part : textOf(part))).join(separator);
}
