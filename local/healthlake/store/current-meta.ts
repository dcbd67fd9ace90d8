import type { Member } from '../../../fhir/index.ts';
import type { StoredResource } from './store.ts';
import {
  UNKNOWN_PLACE,
  eachMember,
  isNamed,
  membersOf,
  objectStart,
  opensObject,
  placeInLine,
  spliced,
} from '../../../fhir/index.ts';

/** A text that takes the place of what stands from `start` to `end`. */
export interface Splice {
  start: number;
  end: number;
  text: string;
}

/**
 * A stored resource with the version and date that it has now in its `meta`, every other byte as it was
 * given: numbers keep their digits. `meta` is added behind the id where the resource has none.
 * @param stored its body is the UTF-8 of a JSON object with an id
 * @param lastUpdated FHIR's instant
 */
export function withCurrentMeta(stored: StoredBody, lastUpdated: string): Buffer {
  const { start, end, text } = currentMetaIn(stored, lastUpdated);
  return spliced(bytesOf(stored.body), start, end, text);
}

type StoredBody = Pick<StoredResource, 'body' | 'version' | 'versionPlace'>;

/** What makes it of a stored resource. */
export const currentMetaIn = (
  { body, version, versionPlace = UNKNOWN_PLACE }: StoredBody,
  lastUpdated: string,
): Splice =>
  versionPlace === UNKNOWN_PLACE
    ? currentMeta(bytesOf(body), version, lastUpdated)
    : metaAt(versionPlace, version, lastUpdated);

const bytesOf = (body: Uint8Array): Buffer => Buffer.from(body.buffer, body.byteOffset, body.byteLength);

/** What makes it of the resource as it was given. */
export function currentMeta(bytes: Buffer, version: number, lastUpdated: string): Splice {
  const current = currentVersion(version, lastUpdated);
  const meta = metaOf(bytes);
  if (meta) return { start: meta.start, end: meta.end, text: `{${current}${keptOf(bytes, meta)}}` };
  const behind = idOf(bytes)?.end ?? bytes.length - 1;
  return { start: behind, end: behind, text: `,"meta":{${current}}` };
}

/** The same where it is known where the version goes (fhir: version-place.ts), and the bytes need no look. */
export function metaAt(versionPlace: number, version: number, lastUpdated: string): Splice {
  const { at, isInMeta } = placeInLine(versionPlace);
  const current = currentVersion(version, lastUpdated);
  return { start: at, end: at, text: isInMeta ? `${current},` : `,"meta":{${current}}` };
}

const currentVersion = (version: number, lastUpdated: string): string =>
  `"versionId":"${version}","lastUpdated":"${lastUpdated}"`;

/** What else the meta of a resource has, with a comma before each member. */
function keptOf(bytes: Buffer, meta: Member): string {
  if (!opensObject(bytes, meta.start)) return '';
  return membersOf(bytes, meta.start)
    .filter((member) => !isNamed(bytes, member, 'versionId') && !isNamed(bytes, member, 'lastUpdated'))
    .map(({ keyStart, end }) => `,${bytes.toString('utf8', keyStart, end)}`)
    .join('');
}

function idOf(bytes: Buffer): Member | undefined {
  for (const member of eachMember(bytes, objectStart(bytes))) if (isNamed(bytes, member, 'id')) return member;
  return undefined;
}

const META = Buffer.from('"meta"');
const ESCAPE = Buffer.from('\\u');

/** The `meta` of a resource. Where the text shows that there is none, or only one, not all of it is read. */
function metaOf(bytes: Buffer): Member | undefined {
  const first = bytes.indexOf(META);
  const isPlain = !bytes.includes(ESCAPE);
  if (first < 0 && isPlain) return undefined;
  const isOnly = isPlain && bytes.indexOf(META, first + 1) < 0;
  let meta: Member | undefined;
  for (const member of eachMember(bytes, objectStart(bytes)))
    if (isNamed(bytes, member, 'meta')) {
      meta = member;
      if (isOnly) break;
    }
  return meta;
}
