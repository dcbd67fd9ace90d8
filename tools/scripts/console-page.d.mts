/** Builds the console's page into a folder: its script, its style sheet, its document and its icon. */
export function buildConsolePage(root: string, folder: string): Promise<unknown>;
