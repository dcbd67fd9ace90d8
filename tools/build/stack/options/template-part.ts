import type { Template, TemplateResource } from '../adopt-existing.ts';

/** What a template is made without. */
export interface TemplatePart {
  /** Logical ids. */
  resources?: readonly string[];
  outputs?: readonly string[];
  /** Properties by logical id and the names that lead to them, as `Bus.KmsKeyIdentifier`. */
  properties?: readonly string[];
  /** Items of lists by logical id and their Sid or Id, as `Key.TheTrail`: statements of policies, rules of lifecycles. */
  items?: readonly string[];
}

/** A template without a part of it; what is not there already is passed over. */
export function without(
  template: Template,
  { resources = [], outputs = [], properties = [], items = [] }: TemplatePart,
): Template {
  const kept = Object.entries(template.Resources)
    .filter(([id]) => !resources.includes(id))
    .map(([id, resource]): [string, TemplateResource] => {
      const named = namesBelow(items, id);
      const paths = namesBelow(properties, id).map((path) => path.split('.'));
      const lessItems =
        named.length > 0 ? (withoutItems(resource, new Set(named)) as TemplateResource) : resource;
      const less = paths.reduce<TemplateResource>(
        (now, path) => withoutPath(now, ['Properties', ...path]),
        lessItems,
      );
      return [id, withoutDependence(less, resources)];
    });
  return {
    ...template,
    Resources: Object.fromEntries(kept),
    ...(template.Outputs && {
      Outputs: Object.fromEntries(
        Object.entries(template.Outputs).filter(([name]) => !outputs.includes(name)),
      ),
    }),
  };
}

const namesBelow = (names: readonly string[], id: string): string[] =>
  names.filter((name) => name.startsWith(`${id}.`)).map((name) => name.slice(id.length + 1));

function withoutPath<Value extends object>(value: Value, [name = '', ...rest]: string[]): Value {
  const { [name]: inner, ...others } = value as Record<string, unknown>;
  if (inner === undefined) return value;
  if (rest.length === 0) return others as Value;
  return { ...value, [name]: withoutPath(inner as object, rest) };
}

function withoutItems(value: unknown, names: ReadonlySet<string>): unknown {
  if (Array.isArray(value))
    return value.filter((item) => !names.has(nameOf(item))).map((item) => withoutItems(item, names));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutItems(inner, names)]));
}

const nameOf = (item: unknown): string => {
  const { Sid, Id } = Object(item) as { Sid?: unknown; Id?: unknown };
  return typeof Sid === 'string' ? Sid : typeof Id === 'string' ? Id : '';
};

function withoutDependence(resource: TemplateResource, gone: readonly string[]): TemplateResource {
  const { DependsOn, ...others } = resource;
  const left = [DependsOn ?? []].flat().filter((id) => !gone.includes(id));
  return left.length === 0 ? others : { ...others, DependsOn: left };
}
