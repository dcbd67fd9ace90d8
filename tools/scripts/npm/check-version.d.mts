export function unknownVersion(version: string, changelog: string): string | undefined;
