import type { Faults } from '../../ground/index.ts';
import { AwsError, isJsonObject } from '../../ground/index.ts';

/** The faults of all parts of the cloud, by the part's name: `{"healthLake": {"throttling": true}}`. */
export const allFaults = (parts: Readonly<Record<string, Faults>>): Faults => ({
  show: () => Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, part.show()])),
  read(change) {
    const changes = Object.entries(change).map(([name, value]) => {
      const part = Object.hasOwn(parts, name) ? parts[name] : undefined;
      if (!part)
        throw new AwsError(
          'ValidationException',
          `There are no faults of "${name}". There are those of ${Object.keys(parts).join(', ')}; GET /_inlet/faults shows them.`,
        );
      if (!isJsonObject(value))
        throw new AwsError('ValidationException', `${name} must be an object of what to change.`);
      return part.read(value);
    });
    return () => {
      for (const change of changes) change();
    };
  },
  clear() {
    for (const part of Object.values(parts)) part.clear();
  },
});
