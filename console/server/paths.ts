/** Where the console lies, on the local cloud and of a stage alike. */
export const CONSOLE_PATH = '/_inlet/console/';

/** Below it: what the page reads, and the page's own files. Every other path is the address of a view. */
export const API_PATH = `${CONSOLE_PATH}api/v1/`;
export const ASSETS_PATH = `${CONSOLE_PATH}assets/`;
