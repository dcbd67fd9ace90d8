/**
 * How long AWS takes to answer, milliseconds: what a function's invocation is charged beside its own processor time. Assumed, as
 * typical inside one Region: nothing here is measured on AWS, and docs/performance.md says so.
 */
export interface Latencies {
  /** By the operation as the AWS JSON protocols name it in `x-amz-target`, without the service's version. */
  operations: Readonly<Record<string, number>>;
  /** Of those that are not named. */
  otherOperation: number;
  s3: Readonly<Record<S3Call, number>>;
  /** What S3 sends to one function, bytes a millisecond. */
  s3BytesEachMs: number;
}

export type S3Call = 'list' | 'get' | 'head' | 'put' | 'copy' | 'other';

export const LATENCIES: Latencies = {
  operations: {
    GetItem: 4,
    PutItem: 6,
    UpdateItem: 6,
    DeleteItem: 6,
    Query: 10,
    BatchGetItem: 12,
    PutEvents: 20,
    SendMessage: 15,
    ChangeMessageVisibility: 15,
    StartFHIRImportJob: 500,
    ListFHIRImportJobs: 200,
    DescribeFHIRImportJob: 150,
    DescribeFHIRDatastore: 150,
  },
  otherOperation: 100,
  s3: { list: 100, get: 30, head: 20, put: 40, copy: 80, other: 40 },
  s3BytesEachMs: 80_000,
};
