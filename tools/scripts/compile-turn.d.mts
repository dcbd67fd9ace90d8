export function takeTurn(file: string, longestWaitMs?: number): () => void;
