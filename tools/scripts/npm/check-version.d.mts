export function unknownVersion(version: string, changelog: string): string | undefined;
export function unknownOrigin(manifest: {
  publishConfig?: { provenance?: boolean };
  repository?: unknown;
}): string | undefined;
