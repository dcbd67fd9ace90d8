import type { SearchTable, ShownElements } from '../../../fhir/index.ts';
import { memberOf, membersOf, objectStart, spliced } from '../../../fhir/index.ts';
import type { Summary } from '../search/result-parameters.ts';

/** Of every resource, whatever is shown of it. */
const ALWAYS = ['resourceType', 'id', 'meta'];

/** Says that a resource is not whole (FHIR R4, "Summary"). */
const SUBSETTED = { system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue', code: 'SUBSETTED' };

/** What is shown of a resource, of its text as it is sent; undefined where that is all. @param table of the elements of each type */
export function partShown(
  { shown }: Pick<SearchTable, 'shown'>,
  asked: { summary: Summary | undefined; elements: readonly string[] | undefined },
): ((content: Buffer, stored: { resourceType: string }) => Buffer) | undefined {
  if (asked.summary === undefined && asked.elements === undefined) return undefined;
  return (content, { resourceType }) => {
    const isMember = isShown(asked, shown[resourceType] ?? { summary: [], required: [] });
    return isMember ? partOf(content, isMember) : content;
  };
}

/** Which members of a resource are shown. */
function isShown(
  { summary, elements }: { summary: Summary | undefined; elements: readonly string[] | undefined },
  shown: ShownElements,
): ((member: string) => boolean) | undefined {
  if (elements) return among([...elements, ...shown.required]);
  if (summary === 'data') return (member) => member !== 'text';
  if (summary === 'text') return among(['text', ...shown.required]);
  return summary === 'true' ? among(shown.summary) : undefined;
}

/** A choice is named without its type: `value` is `valueQuantity`, too. */
function among(names: readonly string[]): (member: string) => boolean {
  const known = new Set([...ALWAYS, ...names]);
  return (member) => known.has(member) || names.some((name) => isChoice(member, name));
}

const isChoice = (member: string, name: string): boolean =>
  member.startsWith(name) && /^[A-Z]/.test(member.slice(name.length));

/** A resource with some of its members, every byte of these as it was, and a mark that it is not whole. */
function partOf(content: Buffer, isShownMember: (member: string) => boolean): Buffer {
  const kept = membersOf(content, objectStart(content)).filter(({ keyStart, keyEnd }) => {
    const name = JSON.parse(content.toString('utf8', keyStart, keyEnd)) as string;
    return isShownMember(name.replace(/^_/, ''));
  });
  const parts = kept.flatMap(({ keyStart, end }, index) => [
    Buffer.from(index === 0 ? '' : ','),
    content.subarray(keyStart, end),
  ]);
  return marked(Buffer.concat([Buffer.from('{'), ...parts, Buffer.from('}')]));
}

function marked(content: Buffer): Buffer {
  const member = memberOf(content, 'meta');
  if (!member) return content;
  const meta = JSON.parse(content.toString('utf8', member.start, member.end)) as { tag?: unknown };
  const tags: unknown[] = Array.isArray(meta.tag) ? meta.tag : [];
  return spliced(content, member.start, member.end, JSON.stringify({ ...meta, tag: [...tags, SUBSETTED] }));
}
