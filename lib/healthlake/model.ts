/**
 * The HealthLake API as data: every operation and every request and response shape with its constraints,
 * as in the service's model (apiVersion 2017-07-01). Validation, the local HealthLake and its tests read
 * this table; nothing states a constraint a second time.
 */

/** Text with its length in characters and the pattern that the whole of it must match. */
export interface TextShape {
  type: 'string';
  min?: number;
  max?: number;
  pattern?: string;
  enum?: readonly string[];
}

export interface NumberShape {
  type: 'integer' | 'long' | 'double';
  min?: number;
  max?: number;
}

export interface PlainShape {
  type: 'boolean' | 'timestamp';
}

export interface ListShape {
  type: 'list';
  member: string;
  min?: number;
  max?: number;
}

export interface StructureShape {
  type: 'structure';
  members: Readonly<Record<string, string>>;
  required: readonly string[];
  /** Exactly one member is set. */
  union?: true;
}

export type Shape = TextShape | NumberShape | PlainShape | ListShape | StructureShape;

export interface Operation {
  input: string;
  output: string;
  errors: readonly string[];
  /** What the account may send by default (Developer Guide, "Endpoints and quotas"). */
  rate: { requests: number; seconds: number };
}

/** Letters of all scripts, spaces, digits and the listed signs: names and ids. Needs the `u` flag. */
const NAME = '^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-%@]*)$';
const TAG = '^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)$';
const PARTITION = 'arn:aws((-us-gov)|(-iso)|(-iso-b)|(-cn))?';

const text = (min: number | undefined, max: number | undefined, pattern?: string): TextShape => ({
  type: 'string',
  ...(min === undefined ? {} : { min }),
  ...(max === undefined ? {} : { max }),
  ...(pattern === undefined ? {} : { pattern }),
});

const oneOf = (...values: string[]): TextShape => ({ type: 'string', enum: values });

const list = (member: string, min?: number, max?: number): ListShape => ({
  type: 'list',
  member,
  ...(min === undefined ? {} : { min }),
  ...(max === undefined ? {} : { max }),
});

/** Members as `Name: 'Shape'`; a required one as `Name: 'Shape!'`. */
function structure(members: Record<string, string>): StructureShape {
  const entries = Object.entries(members);
  return {
    type: 'structure',
    members: Object.fromEntries(entries.map(([name, shape]) => [name, shape.replace('!', '')])),
    required: entries.filter(([, shape]) => shape.endsWith('!')).map(([name]) => name),
  };
}

const union = (members: Record<string, string>): StructureShape => ({ ...structure(members), union: true });

const JOB_FILTER = {
  DatastoreId: 'DatastoreId!',
  NextToken: 'NextToken',
  MaxResults: 'MaxResultsInteger',
  JobName: 'JobName',
  JobStatus: 'JobStatus',
  SubmittedBefore: 'Timestamp',
  SubmittedAfter: 'Timestamp',
};
const DESCRIBE_JOB = { DatastoreId: 'DatastoreId!', JobId: 'JobId!' };
const STARTED_JOB = { JobId: 'JobId!', JobStatus: 'JobStatus!', DatastoreId: 'DatastoreId' };
const DATASTORE_STATE = {
  DatastoreId: 'DatastoreId!',
  DatastoreArn: 'DatastoreArn!',
  DatastoreStatus: 'DatastoreStatus!',
  DatastoreEndpoint: 'BoundedLengthString!',
};
const JOB_STATE = {
  JobId: 'JobId!',
  JobName: 'JobName',
  JobStatus: 'JobStatus!',
  SubmitTime: 'Timestamp!',
  EndTime: 'Timestamp',
  DatastoreId: 'DatastoreId!',
};

export const SHAPES: Readonly<Record<string, Shape>> = {
  AmazonResourceName: text(1, 1011, `^${PARTITION}:healthlake:[a-z0-9-]+:\\d{12}:datastore\\/fhir\\/.{32}`),
  AuthorizationStrategy: oneOf('SMART_ON_FHIR_V1', 'SMART_ON_FHIR', 'AWS_AUTH'),
  Boolean: { type: 'boolean' },
  BoundedLengthString: text(1, 5000, '[\\P{M}\\p{M}]{1,5000}'),
  ClientTokenString: text(1, 64, '^[a-zA-Z0-9-]+$'),
  CmkType: oneOf('CUSTOMER_MANAGED_KMS_KEY', 'AWS_OWNED_KMS_KEY'),
  ConfigurationMetadata: text(undefined, undefined),
  DatastoreArn: text(undefined, undefined, `^${PARTITION}:healthlake:[a-zA-Z0-9-]+:[0-9]{12}:datastore/.+?`),
  DatastoreId: text(1, 32, NAME),
  DatastoreName: text(1, 256, NAME),
  DatastoreStatus: oneOf('CREATING', 'ACTIVE', 'DELETING', 'DELETED', 'CREATE_FAILED'),
  EncryptionKeyID: text(
    1,
    400,
    `(${PARTITION}:kms:)?([a-z]{2}-[a-z]+(-[a-z]+)?-\\d:)?(\\d{12}:)?(((key/)?[a-zA-Z0-9-_]+)|(alias/[a-zA-Z0-9:/_-]+))`,
  ),
  ErrorCategory: oneOf('RETRYABLE_ERROR', 'NON_RETRYABLE_ERROR'),
  ErrorMessage: text(1, 4096),
  FHIRVersion: oneOf('R4'),
  GenericDouble: { type: 'double' },
  GenericLong: { type: 'long' },
  IamRoleArn: text(20, 2048, 'arn:aws(-[^:]+)?:iam::[0-9]{12}:role/.+'),
  JobId: text(1, 32, NAME),
  JobName: text(1, 64, NAME),
  JobStatus: oneOf(
    'SUBMITTED',
    'QUEUED',
    'IN_PROGRESS',
    'COMPLETED_WITH_ERRORS',
    'COMPLETED',
    'FAILED',
    'CANCEL_SUBMITTED',
    'CANCEL_IN_PROGRESS',
    'CANCEL_COMPLETED',
    'CANCEL_FAILED',
  ),
  LambdaArn: text(
    49,
    256,
    'arn:aws:lambda:[a-z]{2}-[a-z]+-\\d{1}:\\d{12}:function:[a-zA-Z0-9\\-_\\.]+(:(\\$LATEST|[a-zA-Z0-9\\-_]+))?',
  ),
  MaxResultsInteger: { type: 'integer', min: 1, max: 500 },
  Message: text(1, 2048, NAME),
  NextToken: text(undefined, 8192, '\\p{ASCII}{0,8192}'),
  PreloadDataType: oneOf('SYNTHEA'),
  S3Uri: text(undefined, 1024, 's3://[a-z0-9][\\.\\-a-z0-9]{1,61}[a-z0-9](/.*)?'),
  String: text(undefined, 10000, '[\\P{M}\\p{M}]{0,10000}'),
  TagKey: text(1, 128, TAG),
  TagValue: text(0, 256, TAG),
  Timestamp: { type: 'timestamp' },
  ValidationLevel: oneOf('strict', 'structure-only', 'minimal'),

  DatastoreFilter: structure({
    DatastoreName: 'DatastoreName',
    DatastoreStatus: 'DatastoreStatus',
    CreatedBefore: 'Timestamp',
    CreatedAfter: 'Timestamp',
  }),
  DatastoreProperties: structure({
    DatastoreId: 'DatastoreId!',
    DatastoreArn: 'DatastoreArn!',
    DatastoreName: 'DatastoreName',
    DatastoreStatus: 'DatastoreStatus!',
    CreatedAt: 'Timestamp',
    DatastoreTypeVersion: 'FHIRVersion!',
    DatastoreEndpoint: 'String!',
    SseConfiguration: 'SseConfiguration',
    PreloadDataConfig: 'PreloadDataConfig',
    IdentityProviderConfiguration: 'IdentityProviderConfiguration',
    ErrorCause: 'ErrorCause',
  }),
  DatastorePropertiesList: list('DatastoreProperties'),
  ErrorCause: structure({ ErrorMessage: 'ErrorMessage', ErrorCategory: 'ErrorCategory' }),
  ExportJobProperties: structure({
    ...JOB_STATE,
    OutputDataConfig: 'OutputDataConfig!',
    DataAccessRoleArn: 'IamRoleArn',
    Message: 'Message',
  }),
  ExportJobPropertiesList: list('ExportJobProperties'),
  IdentityProviderConfiguration: structure({
    AuthorizationStrategy: 'AuthorizationStrategy!',
    FineGrainedAuthorizationEnabled: 'Boolean',
    Metadata: 'ConfigurationMetadata',
    IdpLambdaArn: 'LambdaArn',
  }),
  ImportJobProperties: structure({
    ...JOB_STATE,
    InputDataConfig: 'InputDataConfig!',
    JobOutputDataConfig: 'OutputDataConfig',
    JobProgressReport: 'JobProgressReport',
    DataAccessRoleArn: 'IamRoleArn',
    Message: 'Message',
    ValidationLevel: 'ValidationLevel',
  }),
  ImportJobPropertiesList: list('ImportJobProperties'),
  InputDataConfig: union({ S3Uri: 'S3Uri' }),
  JobProgressReport: structure({
    TotalNumberOfScannedFiles: 'GenericLong',
    TotalSizeOfScannedFilesInMB: 'GenericDouble',
    TotalNumberOfImportedFiles: 'GenericLong',
    TotalNumberOfResourcesScanned: 'GenericLong',
    TotalNumberOfResourcesImported: 'GenericLong',
    TotalNumberOfResourcesWithCustomerError: 'GenericLong',
    TotalNumberOfFilesReadWithCustomerError: 'GenericLong',
    Throughput: 'GenericDouble',
  }),
  KmsEncryptionConfig: structure({ CmkType: 'CmkType!', KmsKeyId: 'EncryptionKeyID' }),
  OutputDataConfig: union({ S3Configuration: 'S3Configuration' }),
  PreloadDataConfig: structure({ PreloadDataType: 'PreloadDataType!' }),
  S3Configuration: structure({ S3Uri: 'S3Uri!', KmsKeyId: 'EncryptionKeyID!' }),
  SseConfiguration: structure({ KmsEncryptionConfig: 'KmsEncryptionConfig!' }),
  Tag: structure({ Key: 'TagKey!', Value: 'TagValue!' }),
  TagKeyList: list('TagKey', 0, 200),
  TagList: list('Tag', 0, 200),

  CreateFHIRDatastoreRequest: structure({
    DatastoreName: 'DatastoreName',
    DatastoreTypeVersion: 'FHIRVersion!',
    SseConfiguration: 'SseConfiguration',
    PreloadDataConfig: 'PreloadDataConfig',
    ClientToken: 'ClientTokenString',
    Tags: 'TagList',
    IdentityProviderConfiguration: 'IdentityProviderConfiguration',
  }),
  CreateFHIRDatastoreResponse: structure(DATASTORE_STATE),
  DeleteFHIRDatastoreRequest: structure({ DatastoreId: 'DatastoreId!' }),
  DeleteFHIRDatastoreResponse: structure(DATASTORE_STATE),
  DescribeFHIRDatastoreRequest: structure({ DatastoreId: 'DatastoreId!' }),
  DescribeFHIRDatastoreResponse: structure({ DatastoreProperties: 'DatastoreProperties!' }),
  DescribeFHIRExportJobRequest: structure(DESCRIBE_JOB),
  DescribeFHIRExportJobResponse: structure({ ExportJobProperties: 'ExportJobProperties!' }),
  DescribeFHIRImportJobRequest: structure(DESCRIBE_JOB),
  DescribeFHIRImportJobResponse: structure({ ImportJobProperties: 'ImportJobProperties!' }),
  ListFHIRDatastoresRequest: structure({
    Filter: 'DatastoreFilter',
    NextToken: 'NextToken',
    MaxResults: 'MaxResultsInteger',
  }),
  ListFHIRDatastoresResponse: structure({
    DatastorePropertiesList: 'DatastorePropertiesList!',
    NextToken: 'NextToken',
  }),
  ListFHIRExportJobsRequest: structure(JOB_FILTER),
  ListFHIRExportJobsResponse: structure({
    ExportJobPropertiesList: 'ExportJobPropertiesList!',
    NextToken: 'NextToken',
  }),
  ListFHIRImportJobsRequest: structure(JOB_FILTER),
  ListFHIRImportJobsResponse: structure({
    ImportJobPropertiesList: 'ImportJobPropertiesList!',
    NextToken: 'NextToken',
  }),
  ListTagsForResourceRequest: structure({ ResourceARN: 'AmazonResourceName!' }),
  ListTagsForResourceResponse: structure({ Tags: 'TagList' }),
  StartFHIRExportJobRequest: structure({
    JobName: 'JobName',
    OutputDataConfig: 'OutputDataConfig!',
    DatastoreId: 'DatastoreId!',
    DataAccessRoleArn: 'IamRoleArn!',
    ClientToken: 'ClientTokenString',
  }),
  StartFHIRExportJobResponse: structure(STARTED_JOB),
  StartFHIRImportJobRequest: structure({
    JobName: 'JobName',
    InputDataConfig: 'InputDataConfig!',
    JobOutputDataConfig: 'OutputDataConfig!',
    DatastoreId: 'DatastoreId!',
    DataAccessRoleArn: 'IamRoleArn!',
    ClientToken: 'ClientTokenString',
    ValidationLevel: 'ValidationLevel',
  }),
  StartFHIRImportJobResponse: structure(STARTED_JOB),
  TagResourceRequest: structure({ ResourceARN: 'AmazonResourceName!', Tags: 'TagList!' }),
  TagResourceResponse: structure({}),
  UntagResourceRequest: structure({ ResourceARN: 'AmazonResourceName!', TagKeys: 'TagKeyList!' }),
  UntagResourceResponse: structure({}),
};

/** Errors without "Exception", and how many requests the account may send in how many seconds. */
type OperationRow = [errors: string, requests: number, seconds: number];

const operation = (name: string, [errors, requests, seconds]: OperationRow): Operation => ({
  input: `${name}Request`,
  output: `${name}Response`,
  errors: errors.split(' ').map((error) => `${error}Exception`),
  rate: { requests, seconds },
});

const operations = <Name extends string>(rows: Record<Name, OperationRow>): Record<Name, Operation> =>
  Object.fromEntries(
    Object.entries<OperationRow>(rows).map(([name, row]) => [name, operation(name, row)]),
  ) as unknown as Record<Name, Operation>;

const SECOND = 1;
const MINUTE = 60;
const DESCRIBE_ERRORS = 'Validation ResourceNotFound Throttling InternalServer';
const LIST_JOBS_ERRORS = 'Validation ResourceNotFound AccessDenied Throttling InternalServer';
const START_ERRORS = 'Validation Throttling AccessDenied ResourceNotFound InternalServer';
const TAG_ERRORS = 'Validation ResourceNotFound';

export const OPERATIONS = operations({
  CreateFHIRDatastore: ['Validation Throttling AccessDenied InternalServer', 1, MINUTE],
  DeleteFHIRDatastore: [
    'AccessDenied Conflict Validation ResourceNotFound Throttling InternalServer',
    1,
    MINUTE,
  ],
  DescribeFHIRDatastore: [DESCRIBE_ERRORS, 10, SECOND],
  DescribeFHIRExportJob: [DESCRIBE_ERRORS, 10, SECOND],
  DescribeFHIRImportJob: [DESCRIBE_ERRORS, 10, SECOND],
  ListFHIRDatastores: ['Validation Throttling InternalServer', 10, SECOND],
  ListFHIRExportJobs: [LIST_JOBS_ERRORS, 10, SECOND],
  ListFHIRImportJobs: [LIST_JOBS_ERRORS, 10, SECOND],
  ListTagsForResource: [TAG_ERRORS, 10, SECOND],
  StartFHIRExportJob: [START_ERRORS, 1, SECOND],
  StartFHIRImportJob: [START_ERRORS, 25, SECOND],
  TagResource: [TAG_ERRORS, 10, SECOND],
  UntagResource: [TAG_ERRORS, 10, SECOND],
});

export type OperationName = keyof typeof OPERATIONS;

export const isOperation = (name: string): name is OperationName => Object.hasOwn(OPERATIONS, name);

/** The shape of that name. Throws when the table itself is wrong. */
export function shapeOf(name: string): Shape {
  const shape = SHAPES[name];
  if (!shape) throw new Error(`The HealthLake model has no shape ${name}.`);
  return shape;
}
