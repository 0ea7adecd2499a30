/** What is escaped in a URL, as it is meant; text that is badly escaped stays as it is. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
