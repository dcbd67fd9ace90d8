import { acceptedEventSchemas, eventSchemas } from '../../events/index.ts';

/** The JSON Schemas (2020-12) of the details of all events, those that Inlet takes among them, by their `detail-type`. */
export const schemas: Readonly<Record<string, object>> = Object.fromEntries(
  [...eventSchemas, ...acceptedEventSchemas].map((schema) => [schema.title, schema]),
);
