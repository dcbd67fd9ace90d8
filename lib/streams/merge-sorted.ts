/**
 * Merges streams that are each sorted by `compare` into one; of equal items those of the earlier stream come first. It
 * holds one item of each stream, and closes all streams when it ends, fails or is left early.
 */
export async function* mergeSorted<Item>(
  streams: readonly AsyncGenerator<Item>[],
  compare: (a: Item, b: Item) => number,
): AsyncGenerator<Item> {
  try {
    // The next item of each stream, undefined where a stream has ended.
    const heads = await Promise.all(streams.map(takeNext));
    for (;;) {
      let least: Head<Item> | undefined;
      let at = 0;
      for (const [index, head] of heads.entries()) {
        if (!head || (least && compare(head.item, least.item) >= 0)) continue;
        least = head;
        at = index;
      }
      if (!least) return;
      yield least.item;
      heads[at] = await takeNext(least.stream);
    }
  } finally {
    await Promise.all(streams.map((stream) => stream.return(undefined)));
  }
}

interface Head<Item> {
  item: Item;
  stream: AsyncGenerator<Item>;
}

async function takeNext<Item>(stream: AsyncGenerator<Item>): Promise<Head<Item> | undefined> {
  const next = await stream.next();
  return next.done === true ? undefined : { item: next.value, stream };
}
