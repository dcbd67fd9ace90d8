import type { HealthLakeClient } from '@aws-sdk/client-healthlake';
import {
  CreateFHIRDatastoreCommand,
  DeleteFHIRDatastoreCommand,
  DescribeFHIRDatastoreCommand,
  DescribeFHIRExportJobCommand,
  DescribeFHIRImportJobCommand,
  ListFHIRDatastoresCommand,
  ListFHIRExportJobsCommand,
  ListFHIRImportJobsCommand,
  ListTagsForResourceCommand,
  StartFHIRExportJobCommand,
  StartFHIRImportJobCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-healthlake';
import type { OperationName } from '../../healthlake/index.ts';

type Command = Parameters<HealthLakeClient['send']>[0];

/** The SDK's command for each action. */
const COMMANDS: Readonly<Record<OperationName, new (input: never) => unknown>> = {
  CreateFHIRDatastore: CreateFHIRDatastoreCommand,
  DeleteFHIRDatastore: DeleteFHIRDatastoreCommand,
  DescribeFHIRDatastore: DescribeFHIRDatastoreCommand,
  DescribeFHIRExportJob: DescribeFHIRExportJobCommand,
  DescribeFHIRImportJob: DescribeFHIRImportJobCommand,
  ListFHIRDatastores: ListFHIRDatastoresCommand,
  ListFHIRExportJobs: ListFHIRExportJobsCommand,
  ListFHIRImportJobs: ListFHIRImportJobsCommand,
  ListTagsForResource: ListTagsForResourceCommand,
  StartFHIRExportJob: StartFHIRExportJobCommand,
  StartFHIRImportJob: StartFHIRImportJobCommand,
  TagResource: TagResourceCommand,
  UntagResource: UntagResourceCommand,
};

/**
 * Calls an action.
 * @param input in the API's form, judged before
 * @throws the service's error
 */
export async function callHealthLake(
  client: HealthLakeClient,
  action: OperationName,
  input: Readonly<Record<string, unknown>>,
): Promise<Record<string, unknown>> {
  const command = new COMMANDS[action](input as never) as Command;
  return (await client.send(command)) as unknown as Record<string, unknown>;
}
