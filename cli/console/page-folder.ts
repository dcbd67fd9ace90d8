import { fileURLToPath } from 'node:url';

/** The built page, which lies beside the compiled command line. */
export const pageFolder = (): string => fileURLToPath(new URL('console/', import.meta.url));
