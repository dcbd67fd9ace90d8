import type { Member } from './json-members.ts';
import { eachMember, membersOf, objectStart, opensObject, spliced } from './json-members.ts';

/**
 * A stored resource with the version and date that it has now in its `meta`, every other byte as it was
 * given: numbers keep their digits. `meta` is added behind the id where the resource has none.
 * @param body the UTF-8 of a JSON object with an id
 */
export function withCurrentMeta(body: Uint8Array, version: number, lastUpdated: string): Buffer {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const current = `"versionId":"${version}","lastUpdated":"${lastUpdated}"`;
  const meta = metaOf(bytes);
  if (meta && opensObject(bytes, meta.start)) {
    const kept = membersOf(bytes, meta.start)
      .filter(({ key }) => key !== 'versionId' && key !== 'lastUpdated')
      .map(({ keyStart, end }) => `,${bytes.toString('utf8', keyStart, end)}`)
      .join('');
    return spliced(bytes, meta.start, meta.end, `{${current}${kept}}`);
  }
  if (meta) return spliced(bytes, meta.start, meta.end, `{${current}}`);
  const behind =
    eachMember(bytes, objectStart(bytes)).find(({ key }) => key === 'id')?.end ?? bytes.length - 1;
  return spliced(bytes, behind, behind, `,"meta":{${current}}`);
}

const META = Buffer.from('"meta"');
const ESCAPE = Buffer.from('\\u');

/** The `meta` of a resource. Where the text tells that there is none, or only one, not all of it is read. */
function metaOf(bytes: Buffer): Member | undefined {
  const first = bytes.indexOf(META);
  const isPlain = !bytes.includes(ESCAPE);
  if (first < 0 && isPlain) return undefined;
  const members = eachMember(bytes, objectStart(bytes)).filter(({ key }) => key === 'meta');
  if (isPlain && bytes.indexOf(META, first + 1) < 0) return members.next().value;
  return [...members].at(-1);
}
