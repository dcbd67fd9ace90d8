import type { Export } from '../../../config/index.ts';
import type { Template, TemplateResource } from './adopt-existing.ts';
import type { TemplateValue } from './template-value.ts';

/** What a stage exports, as the template needs it. */
export interface StageExports {
  stage: string;
  exports: readonly Export[];
  /** The data stores of the exports. */
  exportDatastoreArns: readonly TemplateValue[];
  /** Whether one of them is known by its name only. */
  exportsNameStores: boolean;
}

/**
 * The template with what a stage's exports need: a rule for each schedule, and what run-exports, poll-jobs and the stack's own
 * data access role may do for them. Nothing of it is there in a stage without exports.
 */
export function withExports(template: Template, stageExports: StageExports): Template {
  const { exports } = stageExports;
  if (exports.length === 0) return template;
  const { RunExportsRole, PollJobsRole, DataAccessRole } = template.Resources;
  if (!RunExportsRole || !PollJobsRole || !DataAccessRole)
    throw new Error('The template lacks RunExportsRole, PollJobsRole or DataAccessRole');
  const written = exports.filter(({ dataAccessRoleArn }) => dataAccessRoleArn === undefined);
  return {
    ...template,
    Resources: {
      ...template.Resources,
      RunExportsRole: withPolicy(RunExportsRole, runGrants(stageExports)),
      PollJobsRole: withPolicy(PollJobsRole, [
        // What an export has written is said with its end.
        allow(['s3:ListBucket'], distinct(exports.map(bucketArn))),
      ]),
      DataAccessRole: withPolicy(DataAccessRole, writingGrants(written)),
      ...Object.fromEntries(
        exports.flatMap((one) =>
          one.schedule === undefined ? [] : [[scheduleId(one), schedule(stageExports.stage, one)]],
        ),
      ),
    },
  };
}

function runGrants({ exports, exportDatastoreArns, exportsNameStores }: StageExports): Statement[] {
  const removing = exports.filter(({ keep }) => keep !== undefined);
  const looking = exports.filter(({ keep, fanOut }) => keep !== undefined || fanOut);
  return [
    allow(
      ['healthlake:StartFHIRExportJob', 'healthlake:ListFHIRExportJobs', 'healthlake:DescribeFHIRDatastore'],
      exportDatastoreArns,
    ),
    ...(exportsNameStores ? [allow(['healthlake:ListFHIRDatastores'], '*')] : []),
    {
      ...allow(
        ['iam:PassRole'],
        distinct(
          exports.map(
            ({ dataAccessRoleArn }) => dataAccessRoleArn ?? { 'Fn::GetAtt': ['DataAccessRole', 'Arn'] },
          ),
        ),
      ),
      Condition: { StringEquals: { 'iam:PassedToService': 'healthlake.amazonaws.com' } },
    },
    ...(looking.length > 0 ? [allow(['s3:ListBucket'], distinct(looking.map(bucketArn)))] : []),
    ...(removing.length > 0 ? [allow(['s3:DeleteObject'], removing.map(objectsArn))] : []),
  ];
}

/** The stack's results bucket and key are granted for imports already (infrastructure/data-access.yml). */
function writingGrants(exports: readonly Export[]): Statement[] {
  const elsewhere = exports.filter(({ bucket }) => bucket !== undefined);
  const keys = distinct(exports.flatMap(({ kmsKeyId }) => kmsKeyId ?? []));
  return [
    ...(elsewhere.length > 0
      ? [
          allow(
            ['s3:ListBucket', 's3:GetBucketPublicAccessBlock', 's3:GetEncryptionConfiguration'],
            distinct(elsewhere.map(bucketArn)),
          ),
          allow(['s3:PutObject'], elsewhere.map(objectsArn)),
        ]
      : []),
    ...(keys.length > 0 ? [allow(['kms:DescribeKey', 'kms:GenerateDataKey*'], keys)] : []),
  ];
}

/** Names have lower-case letters, digits and hyphens; logical ids have no hyphens. */
const scheduleId = ({ name }: Export): string => `ExportSchedule${name.replaceAll('-', 'Dash')}`;

/** Due times go to the exports queue: they wait there where the ledger does not answer. */
const schedule = (stage: string, { name, schedule: ScheduleExpression }: Export): TemplateResource => ({
  Type: 'AWS::Events::Rule',
  Properties: {
    Name: `inlet-${stage}-export-${name}`,
    Description: `When the export "${name}" is due`,
    State: 'ENABLED',
    ScheduleExpression,
    Targets: [
      {
        Id: 'exports',
        Arn: { 'Fn::GetAtt': ['ExportsQueue', 'Arn'] },
        InputTransformer: {
          InputPathsMap: { time: '$.time' },
          InputTemplate: `{"exportName":"${name}","dueAt":<time>}`,
        },
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['ExportsDeadLetters', 'Arn'] } },
      },
    ],
  },
});

const bucketArn = ({ bucket }: Export): TemplateValue =>
  bucket === undefined
    ? { 'Fn::GetAtt': ['ResultsBucket', 'Arn'] }
    : { 'Fn::Sub': `arn:\${AWS::Partition}:s3:::${bucket}` };

const objectsArn = ({ bucket, outputPrefix }: Export): TemplateValue => ({
  'Fn::Sub':
    bucket === undefined
      ? `\${ResultsBucket.Arn}/${outputPrefix}/*`
      : `arn:\${AWS::Partition}:s3:::${bucket}/${outputPrefix}/*`,
});

interface Statement {
  Effect: 'Allow';
  Action: string[];
  Resource: readonly TemplateValue[] | '*';
  Condition?: object;
}

const allow = (Action: string[], Resource: Statement['Resource']): Statement => ({
  Effect: 'Allow',
  Action,
  Resource,
});

function withPolicy(role: TemplateResource, Statement: Statement[]): TemplateResource {
  if (Statement.length === 0) return role;
  const policies = (role.Properties?.Policies ?? []) as unknown[];
  const policy = { PolicyName: 'exports', PolicyDocument: { Version: '2012-10-17', Statement } };
  return { ...role, Properties: { ...role.Properties, Policies: [...policies, policy] } };
}

const distinct = (values: readonly TemplateValue[]): TemplateValue[] => [
  ...new Map(values.map((value) => [JSON.stringify(value), value])).values(),
];
