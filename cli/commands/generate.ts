import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  costsDocs,
  costsDocsPath,
  eventDocs,
  eventDocsPath,
  eventTypes,
  eventTypesPath,
  faultsDocs,
  faultsDocsPath,
  fhirEndpointDocs,
  fhirEndpointDocsPath,
  fhirRulesDocs,
  fhirRulesDocsPath,
  generatedFromConfigSchema,
  healthLakeDocs,
  healthLakeDocsPath,
  publishedSchemas,
  roomDocs,
  roomDocsPath,
  serviceDocs,
  serviceDocsPath,
  verifyDocs,
} from '../../tools/generate/index.ts';
import { PROJECT } from '../../tools/build/index.ts';
import type { Command } from '../terminal/index.ts';

export const generate: Command = {
  options: {},
  async run() {
    const files = await generatedFromConfigSchema();
    files.set(eventTypesPath, await eventTypes());
    files.set(eventDocsPath, await eventDocs(pathToFileURL(`${PROJECT}/`)));
    files.set(fhirEndpointDocsPath, await fhirEndpointDocs(pathToFileURL(`${PROJECT}/`)));
    files.set(faultsDocsPath, await faultsDocs(pathToFileURL(`${PROJECT}/`)));
    files.set(healthLakeDocsPath, await healthLakeDocs(pathToFileURL(`${PROJECT}/`)));
    files.set(fhirRulesDocsPath, await fhirRulesDocs(pathToFileURL(`${PROJECT}/`)));
    files.set(costsDocsPath, costsDocs(pathToFileURL(`${PROJECT}/`)));
    files.set(roomDocsPath, await roomDocs(pathToFileURL(`${PROJECT}/`)));
    files.set(serviceDocsPath, await serviceDocs(pathToFileURL(`${PROJECT}/`)));
    for (const [path, text] of verifyDocs(pathToFileURL(`${PROJECT}/`))) files.set(path, text);
    for (const [path, text] of await publishedSchemas(pathToFileURL(`${PROJECT}/`))) files.set(path, text);
    for (const [path, text] of files) {
      const file = join(PROJECT, path);
      if (textIn(file) === text) continue;
      writeFileSync(file, text);
      console.log(`wrote ${path}`);
    }
    return 0;
  },
};

function textIn(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
