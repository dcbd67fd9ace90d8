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
  licenceDocs,
  licenceDocsPath,
  permissionDocs,
  permissionDocsPath,
  publishedSchemas,
  roomDocs,
  roomDocsPath,
  serviceDocs,
  serviceDocsPath,
  verifyDocs,
} from '../../tools/generate/index.ts';
import { PROJECT, packageStage } from '../../tools/build/index.ts';
import type { Command } from '../terminal/index.ts';

export const generate: Command = {
  notes: ['For work on this repository: a test says when it was forgotten.'],
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
    files.set(licenceDocsPath, await licenceDocs(pathToFileURL(`${PROJECT}/`)));
    const { template } = await packageStage({ stage: 'local' });
    const packaged = JSON.parse(readFileSync(template, 'utf8')) as Parameters<typeof permissionDocs>[1];
    files.set(permissionDocsPath, await permissionDocs(pathToFileURL(`${PROJECT}/`), packaged));
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
