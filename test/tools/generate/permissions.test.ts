import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, expect, test } from '@jest/globals';
import { bundledSources } from '../../../tools/build/bundle.ts';
import { PROJECT } from '../../../tools/build/project.ts';
import { licenceDocs, licenceDocsPath } from '../../../tools/generate/audit/licence-docs.ts';
import { permissionDocs, permissionDocsPath } from '../../../tools/generate/audit/permission-docs.ts';
import type { Permission, Template } from '../../../tools/generate/audit/permissions.ts';
import { HANDLERS, actionsNeededBy, permissionsOf } from '../../../tools/generate/audit/permissions.ts';
import { packaged } from '../../template/packaged.ts';

let template: Template;
let sources: Map<string, Map<string, string>>;
/** Calls that only some stages make, which have the permission then. */
const WHERE_CONFIGURED = [
  // An introspection with a secret.
  'IdentityProviderRole secretsmanager:GetSecretValue',
  // An export that names its data store by name (tools/build/stack/export-resources.ts).
  'RunExportsRole healthlake:ListFHIRDatastores',
];

let permissions: Permission[];
beforeAll(async () => {
  ({ template } = await packaged('local'));
  sources = await bundledSources(PROJECT, Object.values(HANDLERS));
  permissions = permissionsOf(template, sources);
});

test('every permission of the template has a call that needs it, or a service that uses it', () => {
  expect(permissions.length).toBeGreaterThan(80);
  expect(permissions.filter(({ neededBy }) => neededBy.length === 0)).toEqual([]);
});

test('every call of a function has its permission', () => {
  const lacking = Object.entries(HANDLERS).flatMap(([role, handler]) => {
    const granted = permissions.filter((each) => each.role === role).map(({ action }) => `${role} ${action}`);
    const allowed = new Set([...granted, ...WHERE_CONFIGURED]);
    return [...(sources.get(handler) ?? [])].flatMap(([file, text]) =>
      [...actionsNeededBy(text, 'must')]
        .filter((action) => !allowed.has(`${role} ${action}`))
        .map((action) => `${role} ${action} ${file}`),
    );
  });
  expect(lacking).toEqual([]);
});

test('a permission too many, and a call too many, are found', () => {
  const more: Template = {
    Resources: {
      PollJobsRole: {
        Type: 'AWS::IAM::Role',
        Properties: {
          Policies: [
            {
              PolicyDocument: {
                Statement: [{ Effect: 'Allow', Action: ['s3:DeleteObject'], Resource: '*' }],
              },
            },
          ],
        },
      },
    },
  };
  expect(permissionsOf(more, sources)).toEqual([
    { role: 'PollJobsRole', action: 's3:DeleteObject', resources: ['*'], neededBy: [] },
  ]);
  expect(actionsNeededBy('await s3.send(new DeleteObjectsCommand({}))')).toEqual(
    new Set(['s3:DeleteObject']),
  );
});

test('docs/permissions.md is what the roles have', async () => {
  const text = await permissionDocs(pathToFileURL(`${PROJECT}/`), template);
  expect(readFileSync(join(PROJECT, permissionDocsPath), 'utf8')).toBe(text);
});

/** Licences under which what is shipped may be passed on without more than their texts. */
const PERMISSIVE = /^(Apache-2\.0|MIT|MIT-0|ISC|0BSD|BSD-[23]-Clause)$/;

test('docs/licences.md is what is shipped, and all of it may be', async () => {
  const text = await licenceDocs(pathToFileURL(`${PROJECT}/`));
  expect(readFileSync(join(PROJECT, licenceDocsPath), 'utf8')).toBe(text);
  const licences = [...text.matchAll(/^\| .+ \| \d.* \| (.+) \|$/gm)].map(([, licence = '']) => licence);
  expect(licences.length).toBeGreaterThan(10);
  expect(licences.filter((licence) => !PERMISSIVE.test(licence))).toEqual([]);
});

test('every test that the threat model names is there', () => {
  const page = readFileSync(join(PROJECT, 'docs/threat-model.md'), 'utf8');
  const named = [...page.matchAll(/`(test\/[\w./-]+)`/g)].map(([, path = '']) => path);
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((path) => !existsSync(join(PROJECT, path)))).toEqual([]);
});
