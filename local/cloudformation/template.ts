import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json, JsonObject } from './json.ts';
import { isObject } from './json.ts';
import { TemplateError } from './template-error.ts';

/** The file `sls package` writes for the stack, beside the functions' zips. */
export const TEMPLATE_FILE = 'cloudformation-template-update-stack.json';

export interface Template {
  Description?: string;
  Parameters?: Record<string, JsonObject>;
  Mappings?: Record<string, Json>;
  Conditions?: Record<string, Json>;
  Resources: Record<string, TemplateResource>;
  Outputs?: Record<string, JsonObject>;
}

export interface TemplateResource {
  Type: string;
  Properties?: JsonObject;
  Condition?: string;
  DependsOn?: string | string[];
}

/** Reads the packaged template of `packageFolder`. Throws a TemplateError where it is missing or no template. */
export function readTemplate(packageFolder: string): Template {
  const file = join(packageFolder, TEMPLATE_FILE);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new TemplateError(`${file} cannot be read: package the service first.`, undefined, { cause });
  }
  return parseTemplate(text);
}

/** Checks the outline of a template: sections are objects, every resource has a type. */
export function parseTemplate(text: string): Template {
  const template: unknown = JSON.parse(text);
  if (!isObject(template) || !isObject(template.Resources))
    throw new TemplateError('A CloudFormation template is an object with a Resources section.');
  for (const [logicalId, resource] of Object.entries(template.Resources)) {
    if (!isObject(resource) || typeof resource.Type !== 'string')
      throw new TemplateError('a resource is an object with a Type.', logicalId);
    if (resource.Properties !== undefined && !isObject(resource.Properties))
      throw new TemplateError('Properties is an object.', logicalId);
  }
  return template as unknown as Template;
}
