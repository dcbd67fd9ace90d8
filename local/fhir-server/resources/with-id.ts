import { memberOf, spliced } from '../../../fhir/index.ts';

/** A resource's text with another id, every other byte as it was. @param bytes UTF-8 of a JSON object with a resourceType */
export function withId(bytes: Buffer, id: string): Buffer {
  const given = memberOf(bytes, 'id');
  if (given) return spliced(bytes, given.start, given.end, JSON.stringify(id));
  const behind = memberOf(bytes, 'resourceType')?.end ?? bytes.length - 1;
  return spliced(bytes, behind, behind, `,"id":${JSON.stringify(id)}`);
}
