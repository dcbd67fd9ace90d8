import type { Json, JsonObject } from './json.ts';
import { TemplateError, unsupported } from './template-error.ts';

const SUPPORTED_TYPES = ['String', 'Number', 'CommaDelimitedList', 'List<Number>'];

/**
 * The values of a template's parameters: what is given, else the default. Throws a TemplateError for a
 * parameter without either, a value its AllowedValues or AllowedPattern refuses, and a name that is not declared.
 */
export function parameterValues(
  declared: Record<string, JsonObject>,
  given: Readonly<Record<string, string>>,
): Map<string, Json> {
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(declared, name))
      throw new TemplateError(`the template has no parameter of this name.`, name);
  }
  return new Map(
    Object.entries(declared).map(([name, declaration]) => [name, valueOf(name, declaration, given[name])]),
  );
}

function valueOf(name: string, declaration: JsonObject, given: string | undefined): Json {
  const type = declaration.Type ?? 'String';
  if (typeof type !== 'string' || !SUPPORTED_TYPES.includes(type))
    throw unsupported(
      `a parameter of type ${JSON.stringify(type)} is not supported locally`,
      type,
      SUPPORTED_TYPES,
      name,
    );
  const value = given ?? declaration.Default;
  if (value === undefined || value === null || typeof value === 'object')
    throw new TemplateError('the parameter has no default: give it a value.', name);
  const text = String(value);
  const { AllowedValues: allowed, AllowedPattern: pattern } = declaration;
  if (Array.isArray(allowed) && !allowed.some((item) => typeof item !== 'object' && String(item) === text))
    throw new TemplateError(`${JSON.stringify(text)} is not one of ${JSON.stringify(allowed)}.`, name, {
      actual: text,
      expected: allowed,
    });
  if (typeof pattern === 'string' && !new RegExp(`^(?:${pattern})$`).test(text))
    throw new TemplateError(`${JSON.stringify(text)} does not match ${pattern}.`, name, {
      actual: text,
      expected: pattern,
    });
  return type === 'String' || type === 'Number' ? text : text.split(',').map((item) => item.trim());
}
