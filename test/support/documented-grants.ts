import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The rows of docs/operations.md that say which granted actions no run on one machine uses, and why they stay:
 * `| Role | action | why |` below the heading "Granted and not used on one machine".
 */
export function documentedGrants(): string[] {
  const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'operations.md'), 'utf8');
  const section = page.split('## Granted and not used on one machine')[1]?.split('\n## ')[0] ?? '';
  return [...section.matchAll(/^\| `(\w+)` +\| `([\w:*]+)` +\| (?=\S)/gm)].map(
    ([, role, action]) => `${role} ${action}`,
  );
}
