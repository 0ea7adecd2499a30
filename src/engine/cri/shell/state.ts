/** A shell's state: variables, functions, options and an explicit stack of what it is in the middle of. */
import type { Node, Redirect } from './ast.ts';

export interface Variable {
  value: string;
  /** An array's elements; index 0 is also the value. */
  items?: string[];
  /** An associative array's. */
  fields?: Map<string, string>;
  exported: boolean;
  readonly: boolean;
}

/** What a simple command has become after expansion. */
export interface Expanded {
  readonly fields: readonly string[];
  readonly assigns: readonly {
    readonly name: string;
    readonly value: string;
    readonly index?: string;
    readonly items?: readonly string[];
    readonly append: boolean;
  }[];
  readonly redirects: readonly { readonly fd: number; readonly op: Redirect['op']; readonly target: string }[];
}

export type Frame = {
  /** A failure inside is looked at by somebody, so `set -e` does not end the shell. */
  guard?: boolean;
} & (
  | { f: 'list'; node: Node & { t: 'list' }; i: number }
  | { f: 'node'; node: Node }
  | { f: 'simple'; node: Node & { t: 'simple' }; memo: string[] }
  | { f: 'words'; node: Node; memo: string[] }
  | { f: 'capture'; pid: number; fd: number; text: string }
  | { f: 'andor'; node: Node & { t: 'and' | 'or' }; pc: number }
  | { f: 'pipe'; pids: number[]; statuses: number[]; negated: boolean }
  | { f: 'negate' }
  | { f: 'if'; node: Node & { t: 'if' }; clause: number; pc: number }
  | { f: 'while'; node: Node & { t: 'while' }; pc: number; last: number }
  | { f: 'for'; name: string; values: string[]; i: number; body: Node; last: number }
  | { f: 'cfor'; node: Node & { t: 'cfor' }; pc: number }
  | { f: 'case'; node: Node & { t: 'case' }; arm: number; pc: number }
  | { f: 'wait'; pid: number }
  | { f: 'call'; name: string; params: string[]; saved: [string, Variable | undefined][] }
  | { f: 'restore'; fds: [number, number | undefined][]; vars: [string, Variable | undefined][] }
  | { f: 'builtin'; argv: string[]; data: unknown }
  | { f: 'source'; params: string[] | undefined }
  | { f: 'trap'; status: number }
);

export interface ShellState {
  flavour: 'ash' | 'dash' | 'bash';
  name: string;
  params: string[];
  vars: Map<string, Variable>;
  functions: Map<string, Node>;
  aliases: Map<string, string>;
  options: Record<string, boolean>;
  traps: Map<string, string>;
  frames: Frame[];
  status: number;
  /** Of the last command substitution, for assignments without a command. */
  substituted: number;
  lastBackground: number;
  background: Map<number, number | undefined>;
  shellPid: number;
  isSubshell: boolean;
  interactive: boolean;
  /** Where commands are read from when the script is not given whole. */
  input: 'none' | 'stdin';
  pendingInput: string;
  prompted: boolean;
  exiting: boolean;
  randomState: number;
  steps: number;
  warned: boolean;
  line: number;
}
