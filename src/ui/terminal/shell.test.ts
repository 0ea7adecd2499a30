import { expect, test } from 'vitest';
import { parseLine } from './parse.ts';
import { runSteps, type Program } from './shell.ts';

const pods = 'NAME READY STATUS\nweb-1 1/1 Running\nweb-2 0/1 Pending\ndb-0 1/1 Running\n';

/** What stands on the screen after a line; a failing command adds its code in brackets. */
async function screen(text: string): Promise<string> {
  let printed = '';
  const files = new Map<string, string>();
  const programs: Record<string, Program> = {
    pods: (_args, env) => (env.stdout(pods), 0),
    echo: (args, env) => (env.stdout(`${args.join(' ')}\n`), 0),
    fail: (_args, env) => (env.stderr('no\n'), 1),
    cat: (args, env) => (env.stdout(args.length === 0 || args[0] === '-' ? (env.stdin ?? '') : (files.get(args[0] ?? '') ?? '')), 0),
    apply: (args, env) => (env.stdout(`[${args.join(' ')}:${env.stdin ?? ''}]`), 0),
  };
  const parsed = parseLine(text);
  if (parsed.type === 'more') return '>';
  if (parsed.type === 'fault') return parsed.message;
  const code = await runSteps(parsed.steps, {
    programs,
    print: (more) => {
      printed += more;
    },
    writeFile: (path, more, append) => files.set(path, (append ? (files.get(path) ?? '') : '') + more),
    signal: new AbortController().signal,
  });
  return printed + (code === 0 ? '' : `(${code})`);
}

test.each([
  ['echo a  b', 'a b\n'],
  [`echo 'a  b' "c \\"d\\"" e\\ f`, 'a  b c "d" e f\n'],
  ['pods | grep Running', 'web-1 1/1 Running\ndb-0 1/1 Running\n'],
  ['pods | grep -v Running | wc -l', '2\n'],
  ['pods | grep -ci RUNNING', '2\n'],
  [`pods | grep 'web\\|db' | head -1`, 'web-1 1/1 Running\n'],
  [`pods | grep -E 'web|db' | tail -n 1`, 'db-0 1/1 Running\n'],
  ['pods | tail -n +2 | sort', 'db-0 1/1 Running\nweb-1 1/1 Running\nweb-2 0/1 Pending\n'],
  ['pods | sort -k 3 -r | head -n 1', 'NAME READY STATUS\n'],
  [`pods | awk '{print $3}' | sort | uniq -c`, '      1 Pending\n      2 Running\n      1 STATUS\n'],
  [`pods | awk 'NR>1 {print $1}'`, 'web-1\nweb-2\ndb-0\n'],
  [`pods | cut -d ' ' -f 1,3 | head -2`, 'NAME STATUS\nweb-1 Running\n'],
  ['fail && echo yes', 'no\n(1)'],
  ['fail || echo yes', 'no\nyes\n'],
  ['fail 2>/dev/null; echo on', 'on\n'],
  ['fail 2>&1 | wc -l', '1\n'],
  ['pods | grep nothing', '(1)'],
  ['nosuch a', 'bash: nosuch: command not found\n(127)'],
  ['echo one > f; echo two >> f; cat f', 'one\ntwo\n'],
  ['cat <<EOF | apply -f -\na: 1\nb: 2\nEOF', '[-f -:a: 1\nb: 2\n]'],
  ['pods | head -1 | apply', '[:NAME READY STATUS\n]'],
  ['echo a # b', 'a\n'],
  ['echo a\\\n b', 'a b\n'],
  ["echo 'open", '>'],
  ['cat <<EOF\nmore', '>'],
  ['echo a |', '>'],
  ['| echo', "syntax error near unexpected token `|'"],
  ['echo a >', "syntax error near unexpected token `newline'"],
  ['wc -l <<X\na\nb\nX', '2\n'],
])('%j prints %j', async (text, expected) => {
  expect(await screen(text)).toBe(expected);
});
