/** A shell's variables and parameters. */
import type { ShellState, Variable } from './state.ts';

export function setVariable(shell: ShellState, name: string, value: string): boolean {
  const before = shell.vars.get(name);
  if (before?.readonly === true) return false;
  if (before === undefined) shell.vars.set(name, { value, exported: shell.options['a'] === true, readonly: false });
  else {
    before.value = value;
    if (before.items !== undefined) before.items[0] = value;
  }
  return true;
}

export function setItems(shell: ShellState, name: string, items: string[]): void {
  const before = shell.vars.get(name);
  shell.vars.set(name, { value: items[0] ?? '', items, exported: before?.exported ?? false, readonly: false });
}

/** Sets one element; names index an associative array, numbers a plain one. */
export function setElement(shell: ShellState, name: string, index: string, value: string): void {
  const variable: Variable = shell.vars.get(name) ?? { value: '', exported: false, readonly: false };
  if (variable.fields !== undefined) variable.fields.set(index, value);
  else {
    const items = variable.items ?? (variable.value === '' ? [] : [variable.value]);
    const at = Number(index) < 0 ? items.length + Number(index) : Number(index) || 0;
    if (at > 10_000) return;
    while (items.length < at) items.push('');
    items[at] = value;
    variable.items = items;
    variable.value = items[0] ?? '';
  }
  shell.vars.set(name, variable);
}

/** The environment that commands get. */
export function environment(shell: ShellState): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, variable] of shell.vars) if (variable.exported) env[name] = variable.value;
  return env;
}

export function optionLetters(shell: ShellState): string {
  return Object.keys(shell.options)
    .filter((key) => key.length === 1 && shell.options[key] === true)
    .join('');
}

const longOptions: Readonly<Record<string, string>> = {
  errexit: 'e',
  xtrace: 'x',
  nounset: 'u',
  noglob: 'f',
  verbose: 'v',
  noexec: 'n',
  allexport: 'a',
  noclobber: 'C',
  monitor: 'm',
};

/** The option letter or long name that a name of `-o` stands for. */
export function optionKey(name: string): string {
  return longOptions[name] ?? name;
}
