import { createHash } from 'node:crypto';
import { ACCOUNT_ID, REGION, arnOf } from '../ground/index.ts';
import type { Resolved, Scope } from './intrinsics.ts';
import { NO_VALUE, resolveMembers, resolveValue } from './intrinsics.ts';
import type { Json, JsonObject } from './json.ts';
import { isObject } from './json.ts';
import { parameterValues } from './parameters.ts';
import type { ResourceFacts } from './resource-names.ts';
import { resourceType } from './resource-types.ts';
import type { Template, TemplateResource } from './template.ts';
import { TemplateError } from './template-error.ts';

export interface ResolveOptions {
  stackName: string;
  /** `http://127.0.0.1:port`: queue URLs and data store endpoints are made with it. */
  endpoint: string;
  parameters?: Readonly<Record<string, string>>;
  dataStoreId: (logicalId: string) => string;
}

export interface ResolvedResource {
  logicalId: string;
  type: string;
  properties: JsonObject;
  ref: string;
  attribute: (name: string) => string;
}

export interface StackOutput {
  key: string;
  value: string;
  description?: string;
  /** The name under which other stacks import it. */
  exportName?: string;
}

export interface ResolvedTemplate {
  resources: ResolvedResource[];
  outputs: Record<string, Json>;
  described: StackOutput[];
}

/**
 * Resolves a template as CloudFormation would create its stack: resources whose condition is false are left
 * out, each of the others after what it refers to or depends on. Throws a TemplateError that names the
 * logical id, for a cycle the whole circle.
 */
export function resolveTemplate(template: Template, options: ResolveOptions): ResolvedTemplate {
  const parameters = parameterValues(template.Parameters ?? {}, options.parameters ?? {});
  const resolved = new Map<string, ResolvedResource>();
  const conditions = new Map<string, boolean>();
  const versionsOf = new Map<string, string[]>();
  /** What is being resolved right now, outermost first: meeting one of these again is a cycle. */
  const open: string[] = [];

  const guarded = <T>(name: string, work: () => T): T => {
    if (open.includes(name))
      throw new TemplateError(
        `depends on itself: ${[...open.slice(open.indexOf(name)), name].join(' -> ')}.`,
        name,
      );
    open.push(name);
    try {
      return work();
    } catch (error) {
      throw error instanceof TemplateError ? error.in(name) : error;
    } finally {
      open.pop();
    }
  };

  const condition = (name: string): boolean => {
    const known = conditions.get(name);
    if (known !== undefined) return known;
    const expression = template.Conditions?.[name];
    if (expression === undefined) throw new TemplateError(`the template has no condition ${name}.`);
    const value = guarded(`Conditions.${name}`, () => resolveValue(expression, scope)) === true;
    conditions.set(name, value);
    return value;
  };

  const isActive = (resource: TemplateResource): boolean =>
    resource.Condition === undefined || condition(resource.Condition);

  const resource = (logicalId: string): ResolvedResource => {
    const known = resolved.get(logicalId);
    if (known) return known;
    const declared = Object.hasOwn(template.Resources, logicalId) ? template.Resources[logicalId] : undefined;
    if (!declared) throw new TemplateError(`the template has no parameter or resource ${logicalId}.`);
    if (!isActive(declared))
      throw new TemplateError(
        `${logicalId} is not created: its condition ${String(declared.Condition)} is false.`,
      );
    const created = guarded(logicalId, () => create(logicalId, declared));
    resolved.set(logicalId, created);
    return created;
  };

  const create = (logicalId: string, declared: TemplateResource): ResolvedResource => {
    const type = resourceType(declared.Type);
    for (const other of [declared.DependsOn ?? []].flat()) {
      const dependency = template.Resources[other];
      if (!dependency) throw new TemplateError(`DependsOn names ${other}, which the template does not have.`);
      if (isActive(dependency)) resource(other);
    }
    const properties = resolveMembers(declared.Properties ?? {}, scope);
    const facts: ResourceFacts = { ...options, logicalId, properties, versionNumber };
    return {
      logicalId,
      type: declared.Type,
      properties,
      ref: type.ref(facts),
      attribute: (name) => {
        const attribute = type.attributes[name];
        if (!attribute)
          throw new TemplateError(
            `${declared.Type} ${logicalId} has no attribute ${name} locally; supported: ${Object.keys(type.attributes).join(', ') || 'none'}.`,
          );
        return attribute(facts);
      },
    };
  };

  const versionNumber = (functionName: string, logicalId: string): number => {
    const versions = versionsOf.get(functionName) ?? [];
    versionsOf.set(functionName, versions);
    if (!versions.includes(logicalId)) versions.push(logicalId);
    return versions.indexOf(logicalId) + 1;
  };

  const scope: Scope = {
    ref: (name) => pseudoParameter(name, options.stackName) ?? parameters.get(name) ?? resource(name).ref,
    attribute: (logicalId, attribute) => resource(logicalId).attribute(attribute),
    condition,
    mapping: (map, top, second) => {
      const table = template.Mappings?.[map];
      const row = isObject(table) ? table[top] : undefined;
      const value = isObject(row) ? row[second] : undefined;
      if (value === undefined) throw new TemplateError(`Mappings has no ${map}.${top}.${second}.`);
      return value;
    },
  };

  for (const [logicalId, declared] of Object.entries(template.Resources)) {
    if (isActive(declared)) resource(logicalId);
  }
  const outputs: Record<string, Json> = {};
  const described: StackOutput[] = [];
  for (const [name, output] of Object.entries(template.Outputs ?? {})) {
    if (typeof output.Condition === 'string' && !condition(output.Condition)) continue;
    const value = guarded(`Outputs.${name}`, () => resolveValue(output.Value ?? null, scope));
    if (value === NO_VALUE) continue;
    outputs[name] = value;
    const exported = isObject(output.Export) ? resolveValue(output.Export.Name ?? null, scope) : undefined;
    described.push({
      key: name,
      value: typeof value === 'string' ? value : JSON.stringify(value),
      ...(typeof output.Description === 'string' && { description: output.Description }),
      ...(typeof exported === 'string' && { exportName: exported }),
    });
  }
  return { resources: [...resolved.values()], outputs, described };
}

/** The ARN of a stack; the same in every run. */
export const stackId = (stackName: string): string =>
  arnOf(
    'cloudformation',
    `stack/${stackName}/00000000-0000-4000-8000-${createHash('sha256').update(stackName).digest('hex').slice(0, 12)}`,
  );

function pseudoParameter(name: string, stackName: string): Resolved | undefined {
  const values: Record<string, Resolved> = {
    'AWS::AccountId': ACCOUNT_ID,
    'AWS::NoValue': NO_VALUE,
    'AWS::NotificationARNs': [],
    'AWS::Partition': 'aws',
    'AWS::Region': REGION,
    'AWS::StackId': stackId(stackName),
    'AWS::StackName': stackName,
    'AWS::URLSuffix': 'amazonaws.com',
  };
  return Object.hasOwn(values, name) ? values[name] : undefined;
}
