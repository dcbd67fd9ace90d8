import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { SessionDocument } from '../api/index.ts';

/** Who looks at what, and what may be done: read once when the page loads. */
export const Session = createContext<SessionDocument | undefined>(undefined);

/** The session, inside the provider. @throws Error outside of it */
export function useSession(): SessionDocument {
  const session = useContext(Session);
  if (!session) throw new Error('no session around this part');
  return session;
}
