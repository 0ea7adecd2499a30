/** A script as a tree. Trees are frozen when they are made, so that the states of shells can share them. */

export type Part =
  | { readonly k: 'text'; readonly s: string; readonly quoted: boolean }
  | {
      readonly k: 'param';
      readonly name: string;
      readonly quoted: boolean;
      readonly op?: string;
      readonly arg?: Word;
      readonly length?: boolean;
      readonly indirect?: boolean;
      readonly index?: Word;
    }
  | { readonly k: 'command'; readonly body: Node; readonly quoted: boolean }
  /** `<(commands)`: the path of a file with what they print. */
  | { readonly k: 'process'; readonly body: Node; readonly quoted: boolean }
  | { readonly k: 'arithmetic'; readonly body: Word; readonly quoted: boolean };

export interface Word {
  readonly parts: readonly Part[];
}

export interface Assign {
  readonly name: string;
  readonly append: boolean;
  readonly value: Word;
  readonly index?: Word;
  /** `a=(x y)`. */
  readonly items?: readonly Word[];
}

export interface Redirect {
  readonly fd: number;
  readonly op: '<' | '>' | '>>' | '>|' | '<>' | '<&' | '>&' | '&>' | '&>>' | '<<' | '<<<';
  /** A path, a descriptor, or the text of a here-document. */
  readonly target: Word;
}

export type Condition =
  | { readonly c: 'unary'; readonly op: string; readonly word: Word }
  | { readonly c: 'binary'; readonly op: string; readonly left: Word; readonly right: Word }
  | { readonly c: 'not'; readonly of: Condition }
  | { readonly c: 'and' | 'or'; readonly left: Condition; readonly right: Condition };

export interface CaseArm {
  readonly patterns: readonly Word[];
  readonly body: Node;
  readonly falls: boolean;
}

export type Node =
  | { readonly t: 'simple'; readonly assigns: readonly Assign[]; readonly words: readonly Word[]; readonly redirects: readonly Redirect[] }
  | { readonly t: 'pipe'; readonly stages: readonly Node[]; readonly negated: boolean }
  | { readonly t: 'and' | 'or'; readonly left: Node; readonly right: Node }
  | { readonly t: 'list'; readonly items: readonly { readonly node: Node; readonly background: boolean }[] }
  | { readonly t: 'if'; readonly clauses: readonly { readonly test: Node; readonly body: Node }[]; readonly otherwise?: Node }
  | { readonly t: 'while'; readonly until: boolean; readonly test: Node; readonly body: Node }
  | { readonly t: 'for'; readonly name: string; readonly words?: readonly Word[]; readonly body: Node }
  | { readonly t: 'cfor'; readonly parts: readonly Word[]; readonly body: Node }
  | { readonly t: 'case'; readonly word: Word; readonly arms: readonly CaseArm[] }
  | { readonly t: 'group' | 'subshell'; readonly body: Node }
  | { readonly t: 'function'; readonly name: string; readonly body: Node }
  | { readonly t: 'condition'; readonly of: Condition }
  | { readonly t: 'arithmetic'; readonly body: Word }
  | { readonly t: 'redirected'; readonly body: Node; readonly redirects: readonly Redirect[] };

/** Why a text is no script. `incomplete`: more text could make it one. */
export interface SyntaxError_ {
  readonly message: string;
  readonly line: number;
  readonly incomplete: boolean;
}

/** Freezes a tree. */
export function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const key in value) frozen(value[key]);
  return Object.freeze(value);
}
