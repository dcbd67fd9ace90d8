export function wrongPaths(
  pages: Readonly<Record<string, string>>,
  exported: Readonly<Record<string, readonly string[]>>,
): string[];
export function exportedNames(): Record<string, string[]>;
export function documentation(): Record<string, string>;
