import type { Remember } from '../../../lib/status/index.ts';

/**
 * Keeps what cannot change any more, so that who looks again and again does not read it again and again.
 * @param most of them; the oldest is forgotten first
 */
export function createRemember(most: number): Remember {
  const known = new Map<string, Promise<unknown>>();
  return <T>(name: string, read: () => Promise<T>): Promise<T> => {
    const before = known.get(name);
    if (before) return before as Promise<T>;
    const reading = read();
    known.set(name, reading);
    for (const oldest of known.keys()) {
      if (known.size <= most) break;
      known.delete(oldest);
    }
    reading.catch(() => {
      if (known.get(name) === reading) known.delete(name);
    });
    return reading;
  };
}
