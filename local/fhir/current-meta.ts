import { membersOf, objectStart, opensObject, spliced } from './json-members.ts';

/**
 * A stored resource with the version and date that it has now in its `meta`, every other byte as it was
 * given: numbers keep their digits. `meta` is added behind the id where the resource has none.
 * @param body the UTF-8 of a JSON object with an id
 */
export function withCurrentMeta(body: Uint8Array, version: number, lastUpdated: string): Buffer {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const current = `"versionId":"${version}","lastUpdated":"${lastUpdated}"`;
  const members = membersOf(bytes, objectStart(bytes));
  const meta = members.findLast(({ key }) => key === 'meta');
  if (meta && opensObject(bytes, meta.start)) {
    const kept = membersOf(bytes, meta.start)
      .filter(({ key }) => key !== 'versionId' && key !== 'lastUpdated')
      .map(({ keyStart, end }) => `,${bytes.toString('utf8', keyStart, end)}`)
      .join('');
    return spliced(bytes, meta.start, meta.end, `{${current}${kept}}`);
  }
  if (meta) return spliced(bytes, meta.start, meta.end, `{${current}}`);
  const behind = members.findLast(({ key }) => key === 'id')?.end ?? bytes.length - 1;
  return spliced(bytes, behind, behind, `,"meta":{${current}}`);
}
