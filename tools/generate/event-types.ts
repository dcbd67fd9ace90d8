import { compile } from 'json-schema-to-typescript';
import type { EventSchema } from '../../events/index.ts';
import { acceptedEventSchemas, closedForm, eventSchemas } from '../../events/index.ts';

/** Where the result belongs, from the root of the repository. */
export const eventTypesPath = 'events/types.generated.ts';

const banner =
  '/** Generated from events/*.schema.json by `npm run generate`; edit the schemas instead. */\n' +
  '/* eslint-disable */\n';

/** The TypeScript types of every event's detail, and the map from `detail-type` to them of those that are emitted. */
export async function eventTypes(): Promise<string> {
  const types = await Promise.all([...eventSchemas.map(closedForm), ...acceptedEventSchemas].map(typeOf));
  const members = eventSchemas.map(({ title }) => `  '${title}': ${title.replaceAll(' ', '')};\n`);
  return (
    `${banner}\n${types.join('\n')}\n` +
    `/** The detail of each event, by its \`detail-type\`. */\n` +
    `export interface InletEvents {\n${members.join('')}}\n\n` +
    `export type DetailType = keyof InletEvents;\n`
  );
}

function typeOf(schema: EventSchema): Promise<string> {
  return compile(structuredClone(schema) as Parameters<typeof compile>[0], schema.title, {
    bannerComment: '',
    additionalProperties: false,
    ignoreMinAndMaxItems: true,
    style: { singleQuote: true, printWidth: 110 },
  });
}
