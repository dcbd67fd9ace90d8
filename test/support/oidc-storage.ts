type Payload = Record<string, unknown>;

/** Where oidc-provider keeps tokens, codes, sessions and clients: a map, shared by every provider that is made with it. */
export function oidcStorage() {
  const kept = new Map<string, Payload>();
  const absent = (): Promise<undefined> => Promise.resolve(undefined);
  return (model: string) => {
    const keyOf = (id: string): string => `${model}:${id}`;
    return {
      upsert(id: string, payload: Payload): Promise<void> {
        kept.set(keyOf(id), payload);
        return Promise.resolve();
      },
      find: (id: string): Promise<Payload | undefined> => Promise.resolve(kept.get(keyOf(id))),
      findByUid: (uid: string): Promise<Payload | undefined> =>
        Promise.resolve(
          [...kept].find(([key, payload]) => key.startsWith(`${model}:`) && payload.uid === uid)?.[1],
        ),
      findByUserCode: absent,
      consume(id: string): Promise<void> {
        Object.assign(kept.get(keyOf(id)) ?? {}, { consumed: true });
        return Promise.resolve();
      },
      revokeByGrantId: absent,
      destroy(id: string): Promise<void> {
        kept.delete(keyOf(id));
        return Promise.resolve();
      },
    };
  };
}
