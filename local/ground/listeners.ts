/** Functions that are called when something happens. */
export interface Listeners<Args extends unknown[]> {
  emit: (...args: Args) => void;
  /** Returns the function that takes the listener away. */
  add: (listener: (...args: Args) => void) => () => void;
}

export function createListeners<Args extends unknown[]>(): Listeners<Args> {
  const listeners = new Set<(...args: Args) => void>();
  return {
    emit(...args) {
      for (const listener of listeners) listener(...args);
    },
    add(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
