import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@jest/globals';
import { servedServices } from '../../../local/boot/served-services.ts';
import { PROJECT } from '../../../tools/build/project.ts';
import { serviceDocs, serviceDocsPath } from '../../../tools/generate/service-docs.ts';

const root = pathToFileURL(`${PROJECT}/`);

test('docs/local-cloud.md has the services and actions that the local cloud says it has (npm run generate)', async () => {
  expect(await serviceDocs(root)).toBe(readFileSync(new URL(serviceDocsPath, root), 'utf8'));
});

test('every service is named as people know it, and says what it has', async () => {
  for (const { name, signingName, actions } of await servedServices()) {
    expect(name).not.toBe(signingName);
    expect([signingName, actions.length]).not.toEqual([signingName, 0]);
  }
});
