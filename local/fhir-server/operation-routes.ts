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

/** The operations; a new one is a row. */
export const OPERATION_ROUTES: readonly Route[] = [
  { ...VALIDATE, path: ':type/$validate' },
  { ...VALIDATE, path: ':type/:id/$validate' },
  {
    method: 'GET',
    path: ':type/:id/$everything',
    interaction: 'operation',
    action: 'SearchEverything',
    right: 'r',
    operation: {
      name: 'everything',
      definition: `${DEFINITIONS}Patient-everything`,
      types: ['Patient'],
    },
    perform: patientEverything,
  },
  {
    method: 'GET',
    path: ':type/:id/$everything',
    interaction: 'operation',
    action: 'SearchEverything',
    right: 'r',
    operation: {
      name: 'everything',
      definition: `${DEFINITIONS}Encounter-everything`,
      types: ['Encounter'],
    },
    isBeyondGuide: true,
    perform: encounterEverything,
  },
];
