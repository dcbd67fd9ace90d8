/* Generated from infrastructure/parameters.json by `inlet generate`. */

/**
 * What a stage's stack may be told: under `params` of the stage in serverless.yml, or as --param="name=value" with every deployment.
 */
export interface Parameters {
  /**
   * The name of the bucket that NDJSON is dropped into. Bucket names are the whole world's on AWS, so the default carries account and Region. Another name makes another bucket, and the one before stays behind.
   */
  inboxBucket?:
    | string
    | {
        [k: string]: unknown;
      };
  /**
   * The name of the bucket with plans and copies.
   */
  workBucket?:
    | string
    | {
        [k: string]: unknown;
      };
  /**
   * The name of the bucket that HealthLake writes results to.
   */
  resultsBucket?:
    | string
    | {
        [k: string]: unknown;
      };
  /**
   * The name of the bucket that accessLogs and dataEvents are kept in, where the stage has them.
   */
  auditBucket?:
    | string
    | {
        [k: string]: unknown;
      };
  /**
   * Days until S3 forgets plans of imports, and copies of dropped files.
   */
  workDays: number;
  /**
   * Days until S3 forgets the results of jobs.
   */
  resultDays: number;
  /**
   * Days until S3 forgets versions that were overwritten, deleted or expired; of copies it is one day.
   */
  noncurrentDays: number;
  /**
   * Days until S3 forgets uploads that were never finished.
   */
  unfinishedUploadDays: number;
  /**
   * Days until S3 forgets a file that was dropped into the inbox, imported or not; 0: it stays until somebody removes it. Must be longer than the longest that a drop stays open or an import waits.
   */
  inboxDays: number;
  /**
   * Days until S3 moves a dropped file to the class Intelligent-Tiering, which HealthLake reads as before; 0: never.
   */
  inboxTieringDays: number;
  /**
   * Days until logs of the functions are forgotten; one of the numbers that CloudWatch Logs takes.
   */
  logRetentionDays: number;
  /**
   * The least level that the functions log.
   */
  logLevel: 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'SILENT' | 'CRITICAL';
  /**
   * Whether DynamoDB refuses to delete the ledger.
   */
  deletionProtection: boolean;
  /**
   * How long arrivals wait for company before record-arrivals is called. The queue's visibility timeout (infrastructure/arrivals.yml) would have to grow with more. Unit: seconds.
   */
  batchWindowSeconds: number;
  /**
   * How many arrivals record-arrivals is called with at most. A drop is not quiet as long as they are recorded, which is seen when a batch is.
   */
  batchSize: number;
  /**
   * `auto`: the identity provider, its role and its alarms are there where `identity` of config/<stage>.json names a data store. `always`: also before, for a data store that is to be created with its alias.
   */
  identityProvider: 'auto' | 'always';
  /**
   * Execution environments of the identity provider that are kept warm.
   */
  identityProviderProvisionedConcurrency: number;
  /**
   * An alarm rises where more lines than this fail within five minutes.
   */
  failedLinesAlarmThreshold: number;
  /**
   * An alarm rises where functions of the whole account and Region take more execution environments than this at once. Four fifths of the account's quota, which is 1,000 unless AWS set another.
   */
  concurrencyAlarmThreshold: number;
  /**
   * Who is mailed when an alarm rises and when it is over; nobody if empty.
   */
  alarmEmail: string;
  /**
   * Where the people who are woken read docs/operations.md: the description of each alarm, and the dashboard, name the section there. If empty they name it in this repository.
   */
  runbookUrl: string;
  /**
   * Whether the stack has a dashboard in CloudWatch, inlet-<stage>, with the stage's queues, imports, lines, tokens and functions. On for stage prod.
   */
  dashboard: boolean;
  /**
   * Whether X-Ray traces the functions (active tracing), all but the identity provider: each run with what it did for which drop, import or export. Bundles of a stage without it hold no tracer.
   */
  tracing: boolean;
  /**
   * Whether the schemas of all events are in an EventBridge schema registry, inlet-<stage>.
   */
  publishSchemas: boolean;
  /**
   * Days for which what Inlet told on its bus can be replayed; 0 for no archive.
   */
  archiveDays: number;
  /**
   * The managed policy that bounds every role of the stack; none if empty. It must allow what the roles are granted (infrastructure/roles.yml and what config/<stage>.json adds), or imports stop with AccessDenied.
   */
  permissionsBoundaryArn: string;
  /**
   * The path of every role of the stack. Another one makes the roles anew, and so it does not change a stack that is deployed: CloudFormation cannot make a role beside one of the same name; change roleNamePrefix with it.
   */
  rolePath: string;
  /**
   * How the names of the stack's roles begin; `inlet-<stage>-` if empty. Another one makes the roles anew: policies elsewhere that name the data access role must follow.
   */
  roleNamePrefix: string;
  /**
   * Subnets that the functions run in, separated by commas; in no VPC of yours if empty. With vpcSecurityGroupIds.
   */
  vpcSubnetIds: string;
  /**
   * Security groups of the functions, separated by commas. With vpcSubnetIds. They need port 443 out, and nothing in.
   */
  vpcSecurityGroupIds: string;
  /**
   * Execution environments that are set aside for single functions, as `function=number`, separated by commas: that many at most, and as many that no other function of the account can take. A function that reads a queue needs no fewer than its queue's maximumConcurrency.
   */
  reservedConcurrency: string;
  /**
   * The code signing configuration of every function; none if empty. Where it enforces, packages must be signed between `sls package` and `sls deploy --package`.
   */
  codeSigningConfigArn: string;
  /**
   * Tags of the stack beside `application` and `stage`, as `key=value`, separated by commas. CloudFormation gives them to every resource that can have tags.
   */
  tags: string;
  /**
   * Whether S3 logs who accessed the three buckets, into the audit bucket: soon, for most requests, and without a promise.
   */
  accessLogs: boolean;
  /**
   * Whether a trail of CloudTrail keeps who read or wrote which object of the three buckets, in the audit bucket, encrypted with the stage's key.
   */
  dataEvents: boolean;
  /**
   * Days until S3 forgets what lies in the audit bucket, where accessLogs or dataEvents make one.
   */
  auditDays: number;
  /**
   * Which key uploads may name. `any`: any key. `stage`: the buckets refuse an upload that names another key than theirs, or another encryption; one that names none is encrypted with the stage's. `named`: the inbox refuses that one as well. A key is named by its ARN. _Assumed_: S3 compares what the request names with the ARN as text, so that the key's id or an alias would be refused.
   */
  uploadKey: 'any' | 'stage' | 'named';
  /**
   * Whether the bus, and its archive, are encrypted with the stage's key instead of one of AWS's own. What cannot be encrypted or decrypted goes to a queue with an alarm. EventBridge has no schema discovery on such a bus.
   */
  encryptBus: boolean;
  /**
   * Whether there is a queue, with an alarm, that rules of other stacks on the bus may name as their dead-letter queue (output ConsumerDeadLettersArn).
   */
  consumerDeadLetters: boolean;
  /**
   * Days until the ledger forgets files, imports and jobs that have ended; 0: never. What is forgotten and dropped again is new work. Runs of exports and what was asked for by events stay. At least 30, and 16 more than workDays.
   */
  ledgerDays: number;
  /**
   * Whether other stacks can import the outputs, as `inlet-<stage>-<output>`. A stack that imports one keeps this one from changing or losing it.
   */
  exportOutputs: boolean;
  /**
   * The id of the data store to use instead of one that the stack makes: 32 hex characters. This and the next eight: what an earlier stack left behind (its outputs name it), or what you bring. To be said with every deployment.
   */
  existingDatastoreId: string;
  /**
   * The name of the inbox to use.
   */
  existingInboxBucket: string;
  /**
   * The name of the work bucket to use.
   */
  existingWorkBucket: string;
  /**
   * The name of the results bucket to use.
   */
  existingResultsBucket: string;
  /**
   * The audit bucket to use, where accessLogs or dataEvents is on. Its policy must let the services write that infrastructure/audit.yml lets write.
   */
  existingAuditBucket: string;
  /**
   * The id of the key in KMS to use (a UUID; neither ARN nor alias).
   */
  existingKeyId: string;
  /**
   * The name of the bus to use.
   */
  existingEventBusName: string;
  /**
   * The name of the ledger's table in DynamoDB to use.
   */
  existingLedgerTable: string;
  /**
   * The key that an inbox of your own is encrypted with, where that is not the stage's.
   */
  inboxKeyArn: string;
}
