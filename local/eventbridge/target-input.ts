import type { Rule, RuleTarget } from '../cloudformation/index.ts';
import { isJsonObject, parsedJson } from '../ground/index.ts';
import type { EventEnvelope } from './envelope.ts';
import { parseJsonPath, valueAt } from './json-path.ts';

/** What a template of a target may say of its rule. */
type RuleName = Pick<Rule, 'arn' | 'name'>;

/** Makes the JSON text that a target gets for an event. @throws Error where the result is not JSON */
export type TargetInput = (event: EventEnvelope, receivedMs: number) => string;

/**
 * Compiles what a target says of its input: a constant, a path into the event, a template, or the whole event.
 * @throws Error with what is wrong, at declaration
 */
export function parseTargetInput(rule: RuleName, target: RuleTarget): TargetInput {
  const { input, inputPath, inputTransformer } = target;
  if ([input, inputPath, inputTransformer].filter((given) => given !== undefined).length > 1)
    throw new Error('only one of Input, InputPath and InputTransformer may be given');
  if (input !== undefined) {
    if (!isJson(input)) throw new Error('Input must be JSON text');
    return () => input;
  }
  if (inputPath !== undefined) {
    const path = parseJsonPath(inputPath);
    return (event) => JSON.stringify(valueAt(event, path) ?? null);
  }
  return inputTransformer ? parseTemplate(rule, inputTransformer) : (event) => JSON.stringify(event);
}

/** Values of a template that need no path (EventBridge User Guide, "Predefined variables"). */
const PREDEFINED: Readonly<
  Record<string, (rule: RuleName, event: EventEnvelope, receivedMs: number) => unknown>
> = {
  'aws.events.rule-arn': (rule) => rule.arn,
  'aws.events.rule-name': (rule) => rule.name,
  'aws.events.event.ingestion-time': (_rule, _event, receivedMs) => new Date(receivedMs).toISOString(),
  'aws.events.event': (_rule, { detail: _detail, ...envelope }) => envelope,
  'aws.events.event.json': (_rule, event) => event,
};

/** A JSON string literal, or a placeholder that stands outside of one. */
const LITERAL_OR_PLACEHOLDER = /"(?:[^"\\]|\\.)*"|<([^<>\s]+)>/gs;
const PLACEHOLDER = /<([^<>\s]+)>/g;

function parseTemplate(
  rule: RuleName,
  { inputPathsMap, inputTemplate }: NonNullable<RuleTarget['inputTransformer']>,
): TargetInput {
  const paths = new Map(Object.entries(inputPathsMap).map(([name, path]) => [name, parseJsonPath(path)]));
  for (const name of paths.keys())
    if (/^aws\./i.test(name))
      throw new Error(`InputPathsMap may not define "${name}": AWS reserves the name`);
  for (const [, name = ''] of inputTemplate.matchAll(PLACEHOLDER))
    if (!paths.has(name) && !Object.hasOwn(PREDEFINED, name))
      throw new Error(`InputTemplate uses "${name}", which InputPathsMap does not define`);

  return (event, receivedMs) => {
    const valueOf = (name: string): unknown => {
      const path = paths.get(name);
      return path ? (valueAt(event, path) ?? '') : PREDEFINED[name]?.(rule, event, receivedMs);
    };
    // Inside a string a value is its text; outside of one it is JSON, a string with its quotes.
    const text = inputTemplate.replace(LITERAL_OR_PLACEHOLDER, (literal: string, name?: string) =>
      name === undefined
        ? literal.replace(PLACEHOLDER, (_, inner: string) => insideString(valueOf(inner)))
        : JSON.stringify(valueOf(name)),
    );
    if (!isJson(text)) throw new Error('the InputTemplate did not become JSON');
    return text;
  };
}

const insideString = (value: unknown): string =>
  JSON.stringify(isJsonObject(value) || Array.isArray(value) ? JSON.stringify(value) : String(value)).slice(
    1,
    -1,
  );

const isJson = (text: string): boolean => parsedJson(text) !== undefined;
