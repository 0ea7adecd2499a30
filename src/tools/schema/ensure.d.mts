export function ensureDefinitions(): void;
