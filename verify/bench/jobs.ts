import type {
  ExportJobProperties,
  HealthLakeClient,
  ImportJobProperties,
  ValidationLevel,
} from '@aws-sdk/client-healthlake';
import {
  DescribeFHIRExportJobCommand,
  DescribeFHIRImportJobCommand,
  StartFHIRExportJobCommand,
  StartFHIRImportJobCommand,
} from '@aws-sdk/client-healthlake';
import type { Objects } from './objects.ts';

/** An import job that has ended, with what it left in S3. */
export interface EndedImport {
  properties: ImportJobProperties;
  /** Its results by their path below its own folder. */
  results: ReadonlyMap<string, string>;
}

export interface ImportWish {
  /** Paths below the job's own folder, and what they hold. */
  files: Readonly<Record<string, string | Uint8Array>>;
  level?: ValidationLevel;
  /** What InputDataConfig names below the job's folder; the folder itself unless said. */
  input?: string;
  datastoreId?: string;
  clientToken?: string;
}

/** Where jobs read and write, and as whom. */
export interface JobPlaces {
  datastoreId: string;
  /** `s3://bucket/prefix/` of inputs, and of outputs. */
  inputs: string;
  outputs: string;
  dataAccessRoleArn: string;
  kmsKeyId: string;
}

export interface Jobs {
  /** Starts an import and does not wait. Returns its id. */
  start: (name: string, wish: ImportWish) => Promise<string>;
  ended: (jobId: string, datastoreId?: string) => Promise<EndedImport>;
  isOpen: (jobId: string) => Promise<boolean>;
  export: (name: string, datastoreId?: string) => Promise<ExportJobProperties>;
}

/** Waits until `read` gives something, or says why it waits in vain. @throws CannotTell */
export type Until = <T>(
  what: string,
  read: () => Promise<T | undefined>,
  whyInVain?: (waitedMs: number) => string | undefined,
) => Promise<T>;

const isOpen = (status: string | undefined): boolean =>
  ['SUBMITTED', 'QUEUED', 'IN_PROGRESS', 'CANCEL_SUBMITTED', 'CANCEL_IN_PROGRESS'].includes(status ?? '');

export function createJobs(
  client: HealthLakeClient,
  objects: Objects,
  places: JobPlaces,
  until: Until,
): Jobs {
  const output = (name: string) => ({
    S3Configuration: { S3Uri: `${places.outputs}${name}/`, KmsKeyId: places.kmsKeyId },
  });
  const described = async (JobId: string, DatastoreId: string): Promise<ImportJobProperties | undefined> =>
    (await client.send(new DescribeFHIRImportJobCommand({ DatastoreId, JobId }))).ImportJobProperties;
  return {
    async start(name, { files, level, input = '', datastoreId = places.datastoreId, clientToken }) {
      const folder = `${places.inputs}${name}/`;
      for (const [path, content] of Object.entries(files)) await objects.put(`${folder}${path}`, content);
      const { JobId } = await client.send(
        new StartFHIRImportJobCommand({
          JobName: name,
          DatastoreId: datastoreId,
          InputDataConfig: { S3Uri: `${folder}${input}` },
          JobOutputDataConfig: output(name),
          DataAccessRoleArn: places.dataAccessRoleArn,
          ...(level !== undefined && { ValidationLevel: level }),
          ...(clientToken !== undefined && { ClientToken: clientToken }),
        }),
      );
      return JobId ?? '';
    },
    async ended(JobId, DatastoreId = places.datastoreId) {
      const properties = await until('an import job to end', async () => {
        const found = await described(JobId, DatastoreId);
        return isOpen(found?.JobStatus) ? undefined : found;
      });
      const folder = properties.JobOutputDataConfig?.S3Configuration?.S3Uri ?? '';
      return { properties, results: await objects.texts(folder) };
    },
    isOpen: async (JobId) => isOpen((await described(JobId, places.datastoreId))?.JobStatus),
    async export(name, DatastoreId = places.datastoreId) {
      const { JobId } = await client.send(
        new StartFHIRExportJobCommand({
          JobName: name,
          DatastoreId,
          OutputDataConfig: output(name),
          DataAccessRoleArn: places.dataAccessRoleArn,
        }),
      );
      return until('an export job to end', async () => {
        const { ExportJobProperties: found } = await client.send(
          new DescribeFHIRExportJobCommand({ DatastoreId, JobId }),
        );
        return isOpen(found?.JobStatus) ? undefined : found;
      });
    },
  };
}
