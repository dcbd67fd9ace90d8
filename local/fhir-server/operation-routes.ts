import { exportGroup, exportPatients, exportSystem } from './operations/export.ts';
import { cancelExport, describeExport, exportedFile } from './operations/export-job.ts';
import { encounterEverything, patientEverything } from './operations/everything.ts';
import { validate } from './operations/validate.ts';
import type { Route } from './route.ts';

const DEFINITIONS = 'http://hl7.org/fhir/OperationDefinition/';

const VALIDATE = {
  method: 'POST',
  interaction: 'operation',
  action: 'ValidateResource',
  // Who may create or update may also ask whether that would be valid.
  right: 'c',
  orRight: 'u',
  operation: { name: 'validate', definition: `${DEFINITIONS}Resource-validate` },
  perform: validate,
} as const;

const EVERYTHING = {
  method: 'GET',
  path: ':type/:id/$everything',
  interaction: 'operation',
  action: 'SearchEverything',
  right: 'r',
  operation: { name: 'everything' },
} as const;

const EXPORT = {
  interaction: 'operation',
  standsAlone: true,
} as const;
const BULK = 'http://hl7.org/fhir/uv/bulkdata/OperationDefinition/';
const PATIENT_EXPORT = {
  ...EXPORT,
  operation: { name: 'export', definition: `${BULK}patient-export`, types: ['Patient'] },
  perform: exportPatients,
};
const GROUP_EXPORT = {
  ...EXPORT,
  operation: { name: 'export', definition: `${BULK}group-export`, types: ['Group'] },
  perform: exportGroup,
};
const WITH_POST = { method: 'POST', action: 'StartFHIRExportJobWithPost' } as const;
const WITH_GET = { method: 'GET', action: 'StartFHIRExportJobWithGet' } as const;

/** The operations; a new one is a row. */
export const OPERATION_ROUTES: readonly Route[] = [
  { ...VALIDATE, path: ':type/$validate' },
  { ...VALIDATE, path: ':type/:id/$validate' },
  {
    ...EVERYTHING,
    operation: {
      ...EVERYTHING.operation,
      definition: `${DEFINITIONS}Patient-everything`,
      types: ['Patient'],
    },
    perform: patientEverything,
  },
  {
    ...EVERYTHING,
    operation: {
      ...EVERYTHING.operation,
      definition: `${DEFINITIONS}Encounter-everything`,
      types: ['Encounter'],
    },
    isBeyondGuide: true,
    perform: encounterEverything,
  },
  {
    ...EXPORT,
    ...WITH_POST,
    path: '$export',
    operation: { name: 'export', definition: `${BULK}export` },
    perform: exportSystem,
  },
  { ...PATIENT_EXPORT, ...WITH_POST, path: ':type/$export' },
  { ...PATIENT_EXPORT, ...WITH_GET, path: ':type/$export' },
  { ...GROUP_EXPORT, ...WITH_POST, path: ':type/:id/$export' },
  { ...GROUP_EXPORT, ...WITH_GET, path: ':type/:id/$export' },
  {
    ...EXPORT,
    method: 'GET',
    path: 'export/:id',
    action: 'DescribeFHIRExportJobWithGet',
    perform: describeExport,
  },
  {
    ...EXPORT,
    method: 'DELETE',
    path: 'export/:id',
    action: 'CancelFHIRExportJobWithDelete',
    perform: cancelExport,
  },
  {
    ...EXPORT,
    method: 'GET',
    path: 'export/:id/:type/:file',
    action: 'GetExportedFile',
    format: 'ndjson',
    perform: exportedFile,
  },
];
