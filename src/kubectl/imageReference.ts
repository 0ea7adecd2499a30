/** upstream: github.com/distribution/reference ReferenceRegexp */
const part = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const host = `${part}(?:\\.${part})*(?::[0-9]+)?`;
const path = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const form = new RegExp(`^(?:${host}/)?${path}(?:/${path})*(?::\\w[\\w.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*:[0-9a-fA-F]{32,})?$`);

/** Whether an image can be called so. */
export function isImageReference(text: string): boolean {
  return form.test(text);
}
