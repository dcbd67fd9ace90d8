export function compileCli(compilation: string): Promise<string>;
export function removeOld(compiled: string, compilation: string, justMade: string): void;
export function finish(unfinished: string, folder: string): void;
