import type { ResourceScope, Right } from './scopes.ts';

/** What an operation asks of a token's scopes. */
interface Need {
  /** Letters of `cruds`; none where any resource scope will do. */
  rights: string;
  /** Whether one of them is enough: where the rest is checked elsewhere. */
  any?: true;
  /** Whether only `system/` scopes count: what is asked for is not one patient's or one user's. */
  system?: true;
}

/**
 * What HealthLake's FHIR operations need. The names are IAM actions (Service Authorization Reference, "Actions defined by
 * AWS HealthLake"); the rights are SMART App Launch 2.2.0's ("Scopes for requesting FHIR resources": `r` is read, vread
 * and instance history; `s` is search and type history). The request's resource type is not in HealthLake's event:
 * it checks type, filter and compartment itself. Actions that are not here (bulk deletion, member matching, attribution
 * lists, prior authorization ...) are refused unless a data store's `operations` say what they need.
 */
const OPERATIONS: Readonly<Record<string, Need>> = {
  GetCapabilities: { rights: '' },
  CreateResource: { rights: 'c' },
  ReadResource: { rights: 'r' },
  VersionReadResource: { rights: 'r' },
  GetHistoryByResourceId: { rights: 'r' },
  UpdateResource: { rights: 'u' },
  PatchResource: { rights: 'u' },
  DeleteResource: { rights: 'd' },
  SearchWithGet: { rights: 's' },
  SearchWithPost: { rights: 's' },
  // $everything reads one resource and searches for what belongs to it.
  SearchEverything: { rights: 'rs' },
  GenerateDocumentWithGet: { rights: 'rs' },
  GenerateDocumentWithPost: { rights: 'rs' },
  // Terminology is only read.
  ExpandValueSetWithGet: { rights: 'r' },
  ExpandValueSetWithPost: { rights: 'r' },
  LookupCodeSystemWithGet: { rights: 'r' },
  LookupCodeSystemWithPost: { rights: 'r' },
  // A caller that may create or update may also ask whether that would be valid.
  ValidateResource: { rights: 'cu', any: true },
  // The endpoint checks its entries one by one.
  ProcessBundle: { rights: 'cruds', any: true },
  // Bulk Data Access asks for system scopes; files and states of a job are not more than the job.
  StartFHIRExportJobWithGet: { rights: 'rs', system: true },
  StartFHIRExportJobWithPost: { rights: 'rs', system: true },
  DescribeFHIRExportJobWithGet: { rights: 'rs', system: true },
  CancelFHIRExportJobWithDelete: { rights: 'rs', system: true },
  GetExportedFile: { rights: 'rs', system: true },
};

/** The operations of the table. */
export const KNOWN_OPERATIONS: readonly string[] = Object.keys(OPERATIONS);

/**
 * Whether scopes grant an operation, as far as its name says.
 *
 * @param configured further operations: what each needs, as letters of `cruds`
 */
export function checkOperation(
  operationName: string,
  scopes: readonly ResourceScope[],
  configured: Readonly<Record<string, string>> = {},
): 'granted' | 'insufficient' | 'unknown' {
  const need = needOf(operationName, configured);
  if (!need) return 'unknown';
  const counting = need.system ? scopes.filter(({ context }) => context === 'system') : scopes;
  const isGranted = (right: string): boolean => counting.some(({ rights }) => rights.has(right as Right));
  const wanted = Array.from(need.rights);
  const granted = need.any ? wanted.some(isGranted) : counting.length > 0 && wanted.every(isGranted);
  return granted ? 'granted' : 'insufficient';
}

function needOf(name: string, configured: Readonly<Record<string, string>>): Need | undefined {
  if (Object.hasOwn(OPERATIONS, name)) return OPERATIONS[name];
  const rights = Object.hasOwn(configured, name) ? configured[name] : undefined;
  return rights === undefined ? undefined : { rights };
}
