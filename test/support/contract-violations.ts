import type { ErrorObject, ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formatsPlugin from 'ajv-formats';
import envelopeSchema from '../../events/envelope.schema.json' with { type: 'json' };
import { closedForm } from '../../events/forms/closed-form.ts';
import { eventSchemas } from '../../events/schemas.ts';

/*
 * Every event that a test sees is checked against its schema in the closed form, which has no member and no code that is not
 * described. Handlers build events with typed builders and carry no
 * schema compiler.
 */
// That the schemas are JSON Schema is a test's to say: compiling the schema of schemas costs more than all of them.
const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true, validateSchema: false });
formatsPlugin(ajv);

/** A schema's validator, compiled when it is first asked for: most that import this file see few kinds of events. */
function lazily(schema: object): () => ValidateFunction {
  let compiled: ValidateFunction | undefined;
  return () => (compiled ??= ajv.compile(schema));
}

const envelope = lazily(envelopeSchema);
const details = new Map(eventSchemas.map((schema) => [schema.title, lazily(closedForm(schema))]));

/**
 * What is wrong with an event of Inlet (the whole envelope, as a subscriber gets it); nothing when it keeps
 * the contract. The texts name members and rules, never values.
 */
export function contractViolations(event: unknown): string[] {
  const isEnvelope = envelope();
  if (!isEnvelope(event)) return (isEnvelope.errors ?? []).map((error) => violation('', error));
  const { 'detail-type': detailType, detail } = event as { 'detail-type': string; detail: unknown };
  const isDetail = details.get(detailType)?.();
  if (!isDetail) return [`detail-type: no event of Inlet has this name`];
  return isDetail(detail) ? [] : (isDetail.errors ?? []).map((error) => violation('/detail', error));
}

function violation(at: string, { instancePath, message, params }: ErrorObject): string {
  const extra = 'additionalProperty' in params ? ` (${String(params.additionalProperty)})` : '';
  return `${at}${instancePath || '/'}: ${message ?? 'invalid'}${extra}`;
}
