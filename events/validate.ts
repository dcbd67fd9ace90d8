import type { ErrorObject } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formatsPlugin from 'ajv-formats';
import envelopeSchema from './envelope.schema.json' with { type: 'json' };
import { eventSchemas } from './schemas.ts';

/*
 * For tests and the local cloud: every event that leaves there is checked against its schema. Handlers do
 * not import this file; they build events with typed builders and carry no schema compiler.
 */
const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
formatsPlugin(ajv);
const isEnvelope = ajv.compile(envelopeSchema);
const detailValidators = new Map(eventSchemas.map((schema) => [schema.title, ajv.compile(schema)]));

/**
 * What is wrong with an event of Inlet (the whole envelope, as a subscriber gets it); nothing when it keeps
 * the contract. The texts name members and rules, never values.
 */
export function contractViolations(event: unknown): string[] {
  if (!isEnvelope(event)) return (isEnvelope.errors ?? []).map((error) => violation('', error));
  const { 'detail-type': detailType, detail } = event as { 'detail-type': string; detail: unknown };
  const isDetail = detailValidators.get(detailType);
  if (!isDetail) return [`detail-type: no event of Inlet has this name`];
  return isDetail(detail) ? [] : (isDetail.errors ?? []).map((error) => violation('/detail', error));
}

function violation(at: string, { instancePath, message, params }: ErrorObject): string {
  const extra = 'additionalProperty' in params ? ` (${String(params.additionalProperty)})` : '';
  return `${at}${instancePath || '/'}: ${message ?? 'invalid'}${extra}`;
}
