/**
 * In: schemas, tables and HL7's definitions.
 * Out: the pages and types that are made from them.
 * Touches: nothing: the caller writes them.
 */
export { costsDocs, costsDocsPath } from './costs-docs.ts';
export { eventDocs, eventDocsPath } from './event-docs.ts';
export { publishedSchemas } from './event-schemas.ts';
export { eventTypes, eventTypesPath } from './event-types.ts';
export { faultsDocs, faultsDocsPath } from './faults-docs.ts';
export { fhirEndpointDocs, fhirEndpointDocsPath } from './fhir-endpoint-docs.ts';
export { fhirRulesDocs, fhirRulesDocsPath } from './fhir-rules-docs.ts';
export { generatedFromConfigSchema } from './generate-config.ts';
export { healthLakeDocs, healthLakeDocsPath } from './healthlake-docs.ts';
export { licenceDocs, licenceDocsPath } from './audit/licence-docs.ts';
export { permissionDocs, permissionDocsPath } from './audit/permission-docs.ts';
export { roomDocs, roomDocsPath } from './room-docs.ts';
export { serviceDocs, serviceDocsPath } from './service-docs.ts';
export { verifyDocs } from './verify-docs.ts';
