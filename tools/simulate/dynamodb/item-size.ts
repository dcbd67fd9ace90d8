import type { Attribute, Item } from './evaluate.ts';

/** The largest item that DynamoDB takes (Developer Guide, "Quotas": 400 KB), bytes. */
export const MOST_ITEM_BYTES = 409_600;

/** Bytes of an item, names and values (Developer Guide, "DynamoDB item sizes and formats"). */
export function itemBytes(item: Readonly<Item>): number {
  let bytes = 0;
  for (const name in item) bytes += name.length + attributeBytes(item[name] ?? {});
  return bytes;
}

function attributeBytes(attribute: Attribute): number {
  const { S, N, SS, NS, L, M } = attribute;
  if (typeof S === 'string') return Buffer.byteLength(S);
  if (typeof N === 'string') return numberBytes(N);
  if (SS) return (SS as string[]).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (NS) return (NS as string[]).reduce((sum, digits) => sum + numberBytes(digits), 0);
  if (L) return (L as Attribute[]).reduce((sum, member) => sum + 1 + attributeBytes(member), 3);
  if (M)
    return Object.entries(M as Item).reduce(
      (sum, [name, member]) => sum + 1 + name.length + attributeBytes(member),
      3,
    );
  return 'B' in attribute ? Math.ceil((String(attribute.B).length * 3) / 4) : 1;
}

const numberBytes = (digits: string): number => Math.ceil(digits.replace(/\D/g, '').length / 2) + 1;
