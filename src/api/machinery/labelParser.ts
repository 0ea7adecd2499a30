/**
 * The text form of label selectors: `app=web,tier in (a,b),!legacy`, with the server's words for what it cannot read.
 * upstream: staging/src/k8s.io/apimachinery/pkg/labels/selector.go
 */
import { aggregate, goQuote, goStrings } from './goText.ts';
import type { Requirement, Selector, LabelOperator } from './labels.ts';
import { parseInteger, selectorFrom } from './labels.ts';
import type { Outcome } from './outcome.ts';
import { failure, success } from './outcome.ts';
import { isQualifiedName, isValidLabelValue } from './validation.ts';

export type TokenType = 'identifier' | 'end' | ')' | ',' | '!' | '==' | '=' | 'in' | '>' | '<' | '!=' | 'notin' | '(';

interface Token {
  readonly type: TokenType;
  readonly text: string;
}

const symbol = /^(?:==|!=|[=!(),<>])$/;
const END: Token = { type: 'end', text: '' };

function isSymbol(text: string): text is Exclude<TokenType, 'identifier' | 'end' | 'in' | 'notin'> {
  return symbol.test(text);
}

/** What a selector is read in; at the end stands `end`. upstream: Lexer */
export function tokenize(text: string): readonly Token[] {
  const pieces = text.match(/==|!=|[=!(),<>]|[^ \t\r\n=!(),<>]+/g) ?? [];
  const tokens = pieces.map((piece): Token => {
    if (isSymbol(piece) || piece === 'in' || piece === 'notin') return { type: piece, text: piece };
    return { type: 'identifier', text: piece };
  });
  return [...tokens, END];
}

interface Parser {
  readonly tokens: readonly Token[];
  position: number;
}

/** The next token; among values, `in` and `notin` are ordinary words. */
function peek(parser: Parser, keywords = false): Token {
  const token = parser.tokens[parser.position] ?? END;
  return !keywords && (token.type === 'in' || token.type === 'notin') ? { type: 'identifier', text: token.text } : token;
}

function next(parser: Parser, keywords = false): Token {
  const token = peek(parser, keywords);
  parser.position += 1;
  return token;
}

const binary: Partial<Record<TokenType, LabelOperator>> = {
  in: 'in',
  notin: 'notin',
  '=': '=',
  '==': '==',
  '!=': '!=',
  '>': 'gt',
  '<': 'lt',
};

function parseList(parser: Parser): Outcome<readonly string[]> {
  const values: string[] = [];
  for (;;) {
    const token = next(parser);
    if (token.type === 'identifier') {
      values.push(token.text);
      const after = peek(parser);
      if (after.type === ')') return success(values);
      if (after.type !== ',') return failure(`found '${after.text}', expected: ',' or ')'`);
    } else if (token.type === ',') {
      if (values.length === 0) values.push('');
      const after = peek(parser);
      if (after.type === ')') return success([...values, '']);
      if (after.type === ',') {
        next(parser);
        values.push('');
      }
    } else return failure(`found '${token.text}', expected: ',', or identifier`);
  }
}

function parseValues(parser: Parser): Outcome<readonly string[]> {
  const open = next(parser);
  if (open.type !== '(') return failure(`found '${open.text}' expected: '('`);
  const first = peek(parser);
  if (first.type === ')') {
    next(parser);
    return success(['']);
  }
  if (first.type !== 'identifier' && first.type !== ',') return failure(`found '${first.text}', expected: ',', ')' or identifier`);
  const values = parseList(parser);
  next(parser);
  return values;
}

function parseExactValue(parser: Parser): Outcome<readonly string[]> {
  const ahead = peek(parser);
  if (ahead.type === 'end' || ahead.type === ',') return success(['']);
  const token = next(parser);
  return token.type === 'identifier' ? success([token.text]) : failure(`found '${token.text}', expected: identifier`);
}

function invalid(field: string, value: string, detail: string): string {
  return `${field}: Invalid value: ${value}: ${detail}`;
}

/** What is wrong with how many values an operator has. */
export function countProblem(operator: LabelOperator, values: readonly string[]): string | undefined {
  if (operator === 'exists' || operator === '!')
    return values.length === 0 ? undefined : 'values set must be empty for exists and does not exist';
  if (operator === 'in' || operator === 'notin')
    return values.length > 0 ? undefined : "for 'in', 'notin' operators, values set can't be empty";
  if (values.length === 1) return undefined;
  return operator === 'gt' || operator === 'lt'
    ? "for 'Gt', 'Lt' operators, exactly one value is required"
    : 'exact-match compatibility requires one single value';
}

/** Everything wrong with a requirement, in one message; undefined when it may be used. upstream: labels.NewRequirement */
export function requirementProblem({ key, operator, values }: Requirement): string | undefined {
  const problems: string[] = [];
  const keyProblems = isQualifiedName(key);
  if (keyProblems.length > 0) problems.push(invalid('key', goQuote(key), keyProblems.join('; ')));
  const count = countProblem(operator, values);
  if (count !== undefined) problems.push(invalid('values', goStrings(values), count));
  for (const [index, value] of values.entries()) {
    if ((operator === 'gt' || operator === 'lt') && parseInteger(value) === undefined) {
      problems.push(invalid(`values[${index}]`, goQuote(value), "for 'Gt', 'Lt' operators, the value must be an integer"));
    }
    const wrong = isValidLabelValue(value);
    if (wrong.length > 0) problems.push(invalid(`values[${index}][${key}]`, goQuote(value), wrong.join('; ')));
  }
  return problems.length === 0 ? undefined : aggregate(problems);
}

function checked(key: string, operator: LabelOperator, values: readonly string[]): Outcome<Requirement> {
  const requirement: Requirement = { key, operator, values: selectorFrom([{ key, operator, values }]).requirements[0]?.values ?? [] };
  const problem = requirementProblem(requirement);
  return problem === undefined ? success(requirement) : failure(problem);
}

function parseRequirement(parser: Parser): Outcome<Requirement> {
  let token = next(parser);
  const negated = token.type === '!';
  if (negated) token = next(parser);
  if (token.type !== 'identifier') return failure(`found '${token.text}', expected: identifier`);
  const wrong = isQualifiedName(token.text);
  if (wrong.length > 0) return failure(invalid('<nil>', goQuote(token.text), wrong.join('; ')));
  const ahead = peek(parser);
  if (negated) return checked(token.text, '!', []);
  if (ahead.type === 'end' || ahead.type === ',') return checked(token.text, 'exists', []);
  const word = next(parser, true);
  const operator = binary[word.type];
  if (operator === undefined) return failure(`found '${word.text}', expected: in, notin, =, ==, !=, gt, lt`);
  const values = operator === 'in' || operator === 'notin' ? parseValues(parser) : parseExactValue(parser);
  return values.ok ? checked(token.text, operator, values.value) : values;
}

/** Reads a label selector; refuses with the server's message. */
export function parseLabelSelector(text: string): Outcome<Selector> {
  const parser: Parser = { tokens: tokenize(text), position: 0 };
  const requirements: Requirement[] = [];
  for (;;) {
    const ahead = peek(parser);
    if (ahead.type === 'end') return success(selectorFrom(requirements));
    if (ahead.type !== 'identifier' && ahead.type !== '!')
      return failure(`found '${ahead.text}', expected: !, identifier, or 'end of string'`);
    const requirement = parseRequirement(parser);
    if (!requirement.ok) return failure(`unable to parse requirement: ${requirement.message}`);
    requirements.push(requirement.value);
    const separator = next(parser);
    if (separator.type === 'end') return success(selectorFrom(requirements));
    if (separator.type !== ',') return failure(`found '${separator.text}', expected: ',' or 'end of string'`);
    const after = peek(parser);
    if (after.type !== 'identifier' && after.type !== '!') return failure(`found '${after.text}', expected: identifier after ','`);
  }
}
