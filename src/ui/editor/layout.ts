/** Puts a text in order without changing what it says: indentation and spaces, comments and quotes as they are. */
import { parseAllDocuments } from 'yaml';

/** Undefined when the text cannot be read. */
export function formatText(text: string): string | undefined {
  if (/^\s*[{[]/.test(text)) return formatJson(text);
  const documents = parseAllDocuments(text);
  if (!Array.isArray(documents) || documents.some((document) => document.errors.length > 0)) return undefined;
  const parts = documents.map((document, i) => {
    const body = document.toString({ lineWidth: 0, indentSeq: true }).replace(/^---\n/, '');
    return i === 0 ? body : `---\n${body}`;
  });
  return parts.join('').replace(/\n*$/, '\n');
}

function formatJson(text: string): string | undefined {
  try {
    return `${JSON.stringify(JSON.parse(text), undefined, 2)}\n`;
  } catch {
    return undefined;
  }
}
