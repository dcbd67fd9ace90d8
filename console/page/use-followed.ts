import { useEffect, useState } from 'preact/hooks';
import { API, ConsoleError, NO_ANSWER, read } from './api.ts';

/** A document that is followed, and whether it is still so. */
export interface Followed<T> {
  document: T | undefined;
  /** Why it may be out of date; null while it is not. */
  stale: string | null;
  isGone: boolean;
  /** Until the first answer; what was followed before stands there so long. */
  isLoading: boolean;
}

const NOTHING = { document: undefined, stale: null, isGone: false, isLoading: true };

/** How long until a stream that the browser has given up is opened again, milliseconds. */
const AGAIN_MS = 2000;

/**
 * Follows a view's document by the page's one event stream. The browser opens it again when the connection breaks, but
 * gives it up for good at an answer that is no stream (WHATWG HTML, "Server-sent events"), such as that of a cloud which
 * starts: then it is opened anew.
 */
export function useFollowed<T>(path: string): Followed<T> {
  const [followed, set] = useState<Followed<T>>(NOTHING);
  useEffect(() => {
    // What stands there stays: a filter that has the focus would go with it.
    set((was) => ({ ...was, stale: null, isLoading: true }));
    let stream: EventSource;
    let again: ReturnType<typeof setTimeout> | undefined;
    const say = (stale: string): void => {
      set((was) => ({ ...was, stale }));
    };
    const open = (): void => {
      stream = new EventSource(`${API}stream/${path}`);
      stream.addEventListener('document', ({ data }) => {
        set({ document: JSON.parse(String(data)) as T, stale: null, isGone: false, isLoading: false });
      });
      stream.addEventListener('stale', ({ data }) => {
        say((JSON.parse(String(data)) as { message: string }).message);
      });
      stream.addEventListener('gone', () => {
        set({ document: undefined, stale: null, isGone: true, isLoading: false });
      });
      stream.addEventListener('error', () => {
        say('The console does not answer; it is tried again.');
        if (stream.readyState !== EventSource.CLOSED) return;
        read('session').catch((error: unknown) => {
          if (error instanceof ConsoleError && error.code !== NO_ANSWER) say(error.message);
        });
        again = setTimeout(open, AGAIN_MS);
      });
    };
    open();
    return () => {
      clearTimeout(again);
      stream.close();
    };
  }, [path]);
  return followed;
}
