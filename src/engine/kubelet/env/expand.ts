/** upstream: third_party/forked/golang/expansion/expand.go */
import { failure, success, type Outcome } from '#api/machinery/outcome.ts';

/** Replaces `$(NAME)` by what is known of it; `$$` is a dollar sign, and what is unknown or not closed stays as it is. */
export function expand(text: string, valueOf: (name: string) => string | undefined): string {
  if (!text.includes('$')) return text;
  let result = '';
  for (let i = 0; i < text.length; i += 1) {
    if (text[i] !== '$' || i + 1 === text.length) {
      result += text[i]!;
      continue;
    }
    const close = text[i + 1] === '(' ? text.indexOf(')', i + 2) : -1;
    if (text[i + 1] === '$') {
      result += '$';
      i += 1;
    } else if (close >= 0) {
      const name = text.slice(i + 2, close);
      result += valueOf(name) ?? `$(${name})`;
      i = close;
    } else {
      result += text[i + 1] === '(' ? '$(' : `$${text[i + 1]!}`;
      i += 1;
    }
  }
  return result;
}

/** As `expand`, but a name that nothing is known of is an error. upstream: pkg/kubelet/container/helpers.go (ExpandContainerVolumeMounts) */
export function expandKnown(text: string, valueOf: (name: string) => string | undefined): Outcome<string> {
  const missing: string[] = [];
  const filled = expand(text, (name) => {
    const value = valueOf(name);
    if (value === undefined) missing.push(name);
    return value;
  });
  return missing.length === 0 ? success(filled) : failure(`missing value for ${missing[0]}`);
}
