import type { OperationName } from '../../lib/healthlake/index.ts';
import { OPERATIONS } from '../../lib/healthlake/index.ts';
import { validation } from './errors.ts';
import type { Rate, Setting } from '../ground/index.ts';
import { flag, oneOf, rates, texts, wholeNumber } from '../ground/index.ts';

const GIGABYTE = 1_000_000_000;
const EACH_RATE = Object.fromEntries(
  Object.entries(OPERATIONS).map(([name, { rate }]) => [name, rate]),
) as Record<OperationName, Rate>;

/**
 * How the local HealthLake behaves where the real one has quotas, takes its time or may fail. The defaults are
 * the quotas of the Developer Guide ("Endpoints and quotas"); request rates are off until asked for.
 */
export const SETTINGS = {
  submittedMs: wholeNumber(
    200,
    "How long a job is SUBMITTED, in milliseconds of the cloud's time; then it runs or is QUEUED.",
  ),
  creatingMs: wholeNumber(500, 'How long a data store is CREATING, milliseconds.'),
  deletingMs: wholeNumber(500, 'How long a data store is DELETING, milliseconds.'),
  errorStatuses: oneOf(
    ['documented', 'current', 'model'],
    'HTTP statuses of errors, by one list for all of the JSON API: 400 and 500 and the common errors as the API reference of April 2024 documents them, the [common errors](#common-errors) as its present edition has them, or the 403, 404, 409 and 429 of the model.',
  ),
  runningScope: oneOf(
    ['datastore', 'account'],
    'Whether one job of a kind runs per data store, or one in the account.',
  ),
  waitingJobs: wholeNumber(
    25,
    'Jobs of a kind that may wait behind the running one of a data store (quotas L-5E2BA274, L-DDD1A3D1); with -1 no job can be started.',
    -1,
  ),
  overQueueError: oneOf(
    ['ThrottlingException', 'ValidationException'],
    'What a start is answered when no more jobs may wait.',
  ),
  cancelJobs: oneOf(
    ['never', 'CANCEL_COMPLETED', 'CANCEL_FAILED'],
    'Whether jobs are cancelled when their turn has come: IN_PROGRESS, CANCEL_SUBMITTED and CANCEL_IN_PROGRESS for `submittedMs` each, then CANCEL_COMPLETED, with nothing read or written; or CANCEL_FAILED, after which the job runs to its end all the same.',
  ),
  datastores: wholeNumber(20, 'Data stores of the account, deleted ones aside.'),
  filesPerImport: wholeNumber(1_000_000, 'Files of one import job; with more it ends FAILED.'),
  bytesPerFile: wholeNumber(50 * GIGABYTE, 'Bytes of one file of an import job.'),
  bytesPerImport: wholeNumber(5_000 * GIGABYTE, 'Bytes of all files of an import job.'),
  throttling: flag(false, 'Whether `requestRates` are enforced.'),
  requestRates: rates(EACH_RATE, 'Requests of the account per number of seconds, by action.'),
  rememberClientTokens: flag(
    true,
    'Whether a repeated ClientToken gives the first answer again; false: it starts another job, as if the service had forgotten it.',
  ),
  identityProviderMs: wholeNumber(
    1000,
    'How long the identity provider of a data store may take for a bearer token, in real milliseconds; `inlet local` has 5000 unless told by `--identity-limit-ms`, 1000 with `--strict-auth`, and only then the start of the function counts.',
  ),
  guideOnly: flag(
    false,
    "Whether the FHIR endpoint refuses what HealthLake's Developer Guide does not name (501); the CapabilityStatement marks it *beyond the guide*. `inlet local --guide-only`.",
  ),
  unusableKeys: texts([], 'KMS keys, as requests name them, that HealthLake may not use.'),
  fhirPackages: texts(
    [],
    'Paths of FHIR packages (.tgz) whose profiles imports at level strict check, as this machine has them.',
  ),
  unknownProfiles: oneOf(
    ['refuse', 'ignore'],
    'What an import at level strict does with a line that claims a profile which no package has.',
  ),
  profileVersions: oneOf(
    ['exact', 'latest-loaded'],
    'What an import at level strict does with a claim of a version of a profile that no package has: exact has it unknown, latest-loaded takes the newest version that one has.',
  ),
  stallAfterFiles: wholeNumber(
    0,
    'An import stands still once it has read so many files, until this is 0 again or the cloud is stopped: a job that is overdue, and a look at it half-way; 0: never.',
  ),
  listLagMs: wholeNumber(
    0,
    'Lists do not show jobs and data stores that are younger than this, milliseconds.',
  ),
};

export type HealthLakeSettings = {
  readonly [Name in keyof typeof SETTINGS]: (typeof SETTINGS)[Name]['defaultValue'];
};

export const DEFAULT_SETTINGS = Object.fromEntries(
  Object.entries(SETTINGS).map(([name, { defaultValue }]) => [name, defaultValue]),
) as unknown as HealthLakeSettings;

/** A change of settings. @throws AwsError ValidationException that names the setting and what it takes */
export function readSettings(
  change: Readonly<Record<string, unknown>>,
  current: HealthLakeSettings,
): Partial<HealthLakeSettings> {
  return Object.fromEntries(
    Object.entries(change).map(([name, value]) => {
      if (!isSetting(name))
        throw validation(`HealthLake has no setting ${name}. It has ${Object.keys(SETTINGS).join(', ')}`);
      const setting = SETTINGS[name] as Setting<unknown>;
      const read = setting.read(value, current[name]);
      if (read === undefined) throw validation(`healthLake.${name} must be ${setting.takes}`);
      return [name, read];
    }),
  );
}

const isSetting = (name: string): name is keyof HealthLakeSettings => Object.hasOwn(SETTINGS, name);
