import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { RESOURCE_TYPES } from '../../local/cloudformation/index.ts';
import { withoutCdkFunctions } from './cdk-resources.ts';
import type { ForeignResource, ForeignTemplate } from './foreign-template.ts';
import { InvalidTemplate } from './invalid-template.ts';
import { packCode } from './pack-code.ts';
import { templateFolder } from './template-folder.ts';

/** What is said about a foreign folder. */
export interface AdoptOptions {
  template?: string;
  parameters?: Readonly<Record<string, string>>;
  leaveOut?: readonly string[];
}

/** How tools name their template, the first that is there: the Serverless Framework, the CDK, anybody. */
const TEMPLATES = [/^cloudformation-template-update-stack\.json$/, /\.template\.json$/, /^template\.json$/];

/**
 * Brings what a tool has built into the form that the local cloud reads, in a temporary folder: code of functions as zips beside the template.
 * @throws InvalidTemplate for what cannot run, by its name
 */
export function adoptPackage(from: string, options: AdoptOptions): { folder: string; remove: () => void } {
  if (!existsSync(from) || !statSync(from).isDirectory())
    throw new InvalidTemplate(
      `packageFolder ${from} is no folder that is there: build or synthesize the service first`,
    );
  const file = join(from, options.template ?? templateIn(from));
  if (!existsSync(file)) throw new InvalidTemplate(`${from} has no ${basename(file)}`);
  const template = withParameters(readTemplate(file), options.parameters ?? {});
  const { Resources, ...rest } = template;
  const known = withoutUnknown(Resources, options.leaveOut ?? [], file);
  return adoptTemplate({ ...rest, Resources: known }, from);
}

/** The same of a template. @param from the folder that the code of its functions lies in */
export function adoptTemplate(
  template: ForeignTemplate,
  from: string,
): { folder: string; remove: () => void } {
  const adopted = templateFolder({});
  try {
    const functions = Object.entries(template.Resources).filter(
      ([, { Type }]) => Type === 'AWS::Lambda::Function',
    );
    const packed = functions.map(([logicalId, resource]): [string, ForeignResource] => [
      logicalId,
      packCode(logicalId, resource, from, adopted.folder),
    ]);
    adopted.write({ ...template, Resources: { ...template.Resources, ...Object.fromEntries(packed) } });
    return adopted;
  } catch (error) {
    adopted.remove();
    throw error;
  }
}

/** The template's file in a folder. @throws InvalidTemplate where there is none, or more than one */
export function templateIn(folder: string): string {
  const names = readdirSync(folder);
  for (const form of TEMPLATES) {
    const found = names.filter((name) => form.test(name));
    if (found.length > 1)
      throw new InvalidTemplate(
        `${folder} has several templates, ${found.join(', ')}: say which by \`template\``,
      );
    if (found[0] !== undefined) return found[0];
  }
  const yaml = names.find((name) => /^template\.ya?ml$/.test(name));
  if (yaml === undefined)
    throw new InvalidTemplate(`${folder} has no template: build or synthesize the service first`);
  const [, transform] = /^Transform:\s*["']?([\w:-]+)/m.exec(readFileSync(join(folder, yaml), 'utf8')) ?? [];
  throw new InvalidTemplate(
    transform === undefined
      ? `${join(folder, yaml)} is YAML: give the template as template.json`
      : refusedTransform(join(folder, yaml), transform),
  );
}

export function readTemplate(file: string): ForeignTemplate {
  const template = parsed(file) as Partial<ForeignTemplate> | null;
  if (typeof template?.Resources !== 'object')
    throw new InvalidTemplate(`${basename(file)} is no CloudFormation template: it has no Resources`);
  if (template.Transform !== undefined)
    throw new InvalidTemplate(refusedTransform(file, [template.Transform].flat().map(String).join(', ')));
  return template as ForeignTemplate;
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new InvalidTemplate(`${file} cannot be read as JSON: ${(cause as Error).message}`, { cause });
  }
}

const refusedTransform = (file: string, name: string): string =>
  `${file} has the Transform ${name}, which CloudFormation carries out on AWS: give the template as it is afterwards, with template.json`;

/** Where a tool keeps a value that only AWS knows: nothing of the local cloud asks for it. */
const AT_AWS = /^AWS::SSM::Parameter::Value<String>$/;

function withParameters(template: ForeignTemplate, given: Readonly<Record<string, string>>): ForeignTemplate {
  const declared = Object.entries(template.Parameters ?? {});
  const unknown = Object.keys(given).find((name) => !declared.some(([known]) => known === name));
  if (unknown !== undefined) throw new InvalidTemplate(`the template has no parameter ${unknown}`);
  const Parameters = Object.fromEntries(
    declared.map(([name, { Type = 'String', ...parameter }]) => [
      name,
      {
        ...parameter,
        Type: AT_AWS.test(Type) ? 'String' : Type,
        ...(given[name] !== undefined && { Default: given[name] }),
      },
    ]),
  );
  return { ...template, Parameters };
}

function withoutUnknown(
  resources: ForeignTemplate['Resources'],
  leaveOut: readonly string[],
  file: string,
): ForeignTemplate['Resources'] {
  const missing = leaveOut.find((logicalId) => resources[logicalId] === undefined);
  if (missing !== undefined)
    throw new InvalidTemplate(`leaveOut names ${missing}, which ${basename(file)} has not`);
  const left = Object.entries(withoutCdkFunctions(resources)).filter(
    ([logicalId]) => !leaveOut.includes(logicalId),
  );
  const unknown = left.filter(([, { Type }]) => !Object.hasOwn(RESOURCE_TYPES, Type));
  if (unknown.length > 0)
    throw new InvalidTemplate(
      `the local cloud does not know ${unknown.map(([logicalId, { Type }]) => `${logicalId} (${Type})`).join(', ')}: ` +
        `to run the rest without, leaveOut: ${JSON.stringify(unknown.map(([logicalId]) => logicalId))}`,
    );
  const names = new Set(left.map(([logicalId]) => logicalId));
  return Object.fromEntries(
    left.map(([logicalId, { DependsOn = [], ...resource }]) => {
      const stays = [DependsOn].flat().filter((name) => names.has(name));
      return [logicalId, { ...resource, ...(stays.length > 0 && { DependsOn: stays }) }];
    }),
  );
}
