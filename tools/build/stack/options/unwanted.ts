import type { Parameters } from '../../parameters/stage-parameters.ts';
import type { Template } from '../adopt-existing.ts';
import { without } from './template-part.ts';
import type { TemplatePart } from './template-part.ts';

/** What a stage wants of its stack. */
export interface Wanted {
  parameters: Parameters;
  /** Whether a data store of the configuration takes bearer tokens. */
  takesTokens: boolean;
  /** The logical id of the identity provider's newest version. */
  identityProviderVersion: string;
}

interface Option extends TemplatePart {
  isWanted: (wanted: Wanted) => boolean;
}

/** Whether the stage has an identity provider. */
export const hasIdentityProvider = ({ parameters, takesTokens }: Wanted): boolean =>
  takesTokens || parameters.identityProvider === 'always';

const FUNCTIONS = [
  'RecordArrivals',
  'StartImports',
  'PollJobs',
  'RunAction',
  'SummarizeImport',
  'RunExports',
] as const;

/**
 * What infrastructure/ declares and not every stage wants. It is declared as it is where it is wanted, and leaves the template
 * where it is not, instead of standing there under a CloudFormation condition: so the packaged template shows what is deployed and
 * nothing else, and a retained resource, a statement of a policy and a function that the framework declares can be optional, which
 * conditions cannot say (a condition takes resources, outputs and Fn::If; the framework's own resources take neither).
 */
const OPTIONS: readonly Option[] = [
  {
    isWanted: hasIdentityProvider,
    resources: [
      'IdentityProviderLambdaFunction',
      'IdentityProviderLogGroup',
      'IdentityProviderLiveAlias',
      'IdentityProviderPermission',
      'IdentityProviderRole',
      'SmartRole',
    ],
    outputs: ['IdentityProviderLambdaFunctionQualifiedArn'],
    properties: ['RunActionLambdaFunction.Environment.Variables.IDENTITY_PROVIDER_ARN'],
  },
  { isWanted: ({ parameters }) => parameters.alarmEmail !== '', resources: ['AlarmMail'] },
  {
    isWanted: ({ parameters }) => parameters.archiveDays > 0,
    resources: ['BusArchive'],
    outputs: ['BusArchiveArn'],
  },
  {
    isWanted: ({ parameters }) => parameters.encryptBus,
    resources: ['BusDeadLetters', 'BusDeadLettersPolicy', 'BusDeadLettersAlarm'],
    properties: ['Bus.KmsKeyIdentifier', 'Bus.DeadLetterConfig', 'BusArchive.KmsKeyIdentifier'],
    items: ['Key.EventBridgeLooksAtTheKeyOfItsBus'],
  },
  {
    isWanted: ({ parameters }) => parameters.consumerDeadLetters,
    resources: ['ConsumerDeadLetters', 'ConsumerDeadLettersPolicy', 'ConsumerDeadLettersAlarm'],
    outputs: ['ConsumerDeadLettersArn'],
  },
  {
    isWanted: ({ parameters }) => parameters.accessLogs,
    properties: ['InboxBucket', 'WorkBucket', 'ResultsBucket'].map((id) => `${id}.LoggingConfiguration`),
    items: ['AuditBucketPolicy.AccessLogsOfTheBuckets'],
  },
  {
    isWanted: ({ parameters }) => parameters.dataEvents,
    resources: ['Trail'],
    items: [
      'AuditBucketPolicy.TheTrailLooksWhoseTheBucketIs',
      'AuditBucketPolicy.TheTrailWritesHere',
      'Key.TheTrailEncrypts',
      'Key.TheTrailLooksAtTheKey',
    ],
  },
  {
    isWanted: ({ parameters }) => parameters.accessLogs || parameters.dataEvents,
    resources: ['AuditBucket', 'AuditBucketPolicy'],
    outputs: ['AuditBucketName'],
  },
  { isWanted: ({ parameters }) => parameters.inboxDays > 0, items: ['InboxBucket.forget-dropped-files'] },
  {
    isWanted: ({ parameters }) => parameters.inboxTieringDays > 0,
    items: ['InboxBucket.tier-dropped-files'],
  },
  {
    isWanted: ({ parameters }) => parameters.uploadKey !== 'any',
    items: ['InboxBucketPolicy', 'WorkBucketPolicy', 'ResultsBucketPolicy'].flatMap((id) => [
      `${id}.NoOtherKey`,
      `${id}.NoKeyOfTheUploader`,
    ]),
  },
  {
    isWanted: ({ parameters }) => parameters.uploadKey === 'named',
    items: ['InboxBucketPolicy.NoUnnamedKey'],
  },
  {
    isWanted: ({ parameters }) => parameters.ledgerDays > 0,
    properties: FUNCTIONS.map((name) => `${name}LambdaFunction.Environment.Variables.LEDGER_DAYS`),
  },
];

/** The template without what the stage does not want. */
export function withoutUnwanted(template: Template, wanted: Wanted): Template {
  const less = OPTIONS.filter(({ isWanted }) => !isWanted(wanted)).reduce(without, template);
  return hasIdentityProvider(wanted) ? less : without(less, { resources: [wanted.identityProviderVersion] });
}
