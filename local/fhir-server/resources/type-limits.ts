/**
 * Interactions that HealthLake refuses for some types (Developer Guide, "FHIR R4 resource types"): audit events are not
 * changed, and OperationOutcome and Parameters are neither posted nor read. FHIR's codes.
 */
const REFUSED: Readonly<Record<string, readonly string[]>> = {
  AuditEvent: ['update', 'delete', 'patch'],
  OperationOutcome: ['create', 'read', 'vread', 'search-type', 'history-instance', 'history-type'],
  Parameters: ['create', 'read', 'vread', 'search-type', 'history-instance', 'history-type'],
};

export const isRefused = (resourceType: string, interaction: string): boolean =>
  (REFUSED[resourceType] ?? []).includes(interaction);
