import { fileURLToPath } from 'node:url';
import { bundledSources } from '../../build/index.ts';
import { code, row, table } from '../markdown-table.ts';
import type { Permission, Template } from './permissions.ts';
import { HANDLERS, permissionsOf } from './permissions.ts';

/** From the root of the repository. */
export const permissionDocsPath = 'docs/permissions.md';

const HEAD = `<!-- Generated from the packaged stage local and the bundles of its functions by \`npm run generate\`; edit tools/generate/audit/permission-docs.ts instead. -->

# Permissions

Every permission of every role of the stack, with what it may be used on and the files whose calls need it. A test fails for a permission that no call needs, and for a
call that has no permission (\`test/tools/generate/permissions.test.ts\`); another one fails where one is not used in a run of everything (\`test/e2e/grants.test.ts\`).
Stage local has what a stage may have: an identity provider, an export, and all actions. What a deployed stage leaves out is not in its template.

A file of [lib/s3/](../lib/s3/) and the like is in the bundle of several functions: what of it each calls is in [architecture.md](architecture.md). Trust, conditions and the policies of
key, buckets and queues are in [infrastructure/](../infrastructure/); [security-review.md](security-review.md) has the questions of a review, [threat-model.md](threat-model.md) what they guard against.
`;

/** The page about the roles of a packaged stage. `root` is the repository's folder. */
export async function permissionDocs(root: URL, template: Template): Promise<string> {
  const sources = await bundledSources(fileURLToPath(root), Object.values(HANDLERS));
  const byRole = Map.groupBy(permissionsOf(template, sources), ({ role }) => role);
  const sections = [...byRole].map(
    ([role, permissions]) => `## ${role}\n\n${table(['Action', 'On', 'Needed by'], permissions.map(rowOf))}`,
  );
  return `${HEAD}\n${sections.join('\n')}`;
}

const rowOf = ({ action, resources, neededBy }: Permission): string =>
  row([
    code(action),
    [...new Set(resources)].map(code).join(', '),
    neededBy.map((each) => (/^(lib|handlers)\//.test(each) ? `[${each}](../${each})` : each)).join(', '),
  ]);
