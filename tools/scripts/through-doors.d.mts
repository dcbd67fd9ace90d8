/** For the test, which is TypeScript. */
export function doorOpener(): (source: string, path: string) => string;
