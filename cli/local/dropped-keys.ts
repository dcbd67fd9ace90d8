import type { LocalCloud } from '../../local/boot/index.ts';

/** Collects the keys that are written into the inbox from now on; returns the function that says which, in their order. */
export function droppedKeys(cloud: Pick<LocalCloud, 'onEvent' | 'names'>): () => string[] {
  const keys = new Set<string>();
  cloud.onEvent(({ 'detail-type': type, detail }) => {
    if (type !== 'Object Created') return;
    const { bucket, object } = detail as { bucket?: { name?: unknown }; object?: { key?: unknown } };
    if (bucket?.name === cloud.names.inboxBucket && typeof object?.key === 'string') keys.add(object.key);
  });
  return () => [...keys];
}
