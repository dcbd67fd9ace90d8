export type Stamp = readonly [path: string, size: number, mtimeMs: number, ctimeMs: number, ino: number];
export const ALL: string;
export function compilationOf(command: string | undefined): string;
export function stampOf(path: string): Stamp;
export function isWhole(folder: string): boolean;
export function compiledBefore(compilation: string): string | undefined;
export function rememberCompiled(compilation: string, folder: string, stamps: readonly Stamp[]): void;
