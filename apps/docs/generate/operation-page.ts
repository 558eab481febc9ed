import type { AnyOperation } from '@pkg/core';
import * as records from '@pkg/core/operations';
import ts from 'typescript5';
import { type Describer, type FieldRow, fieldRows, typeText } from './describe-type.js';
import { firstSentence, readDocComment } from './doc-comment.js';
import type { OperationName } from './examples/operation-examples.js';
import { fieldTable, frontMatter, linkedType, runnable, table } from './markdown.js';
import { operationKeywords } from './operation-keywords.js';
import type { PublicExport } from './program.js';

/** The facts about an operation from which the sidebar and the list of all operations are generated. */
export type OperationFacts = {
  readonly name: string;
  readonly summary: string;
  readonly record: AnyOperation;
  /** Name of the folder whose source file describes the operation: general, market, trade, account or session. */
  readonly area: string;
};

/** Returns a map from the name of each client method to the record that describes its operation. */
export function operationRecords(): ReadonlyMap<string, AnyOperation> {
  const all = Object.entries(records as unknown as Record<string, unknown>);
  return new Map(all.filter((entry): entry is [string, AnyOperation] => Object(entry[1]).security !== undefined));
}

export function operationFacts(exported: PublicExport, record: AnyOperation, describer: Describer): OperationFacts {
  const doc = readDocComment(exported.symbol, describer.checker, describer.linkOf);
  return { name: exported.name, summary: firstSentence(doc.text), record, area: areaOf(exported) };
}

/** Generates the page of an operation from its record and from its TSDoc. */
export function operationPage(
  exported: PublicExport,
  record: AnyOperation,
  example: { readonly program: string; readonly output: readonly string[] },
  describer: Describer,
): string {
  const { checker, linkOf } = describer;
  const { name, symbol } = exported;
  const doc = readDocComment(symbol, checker, linkOf);
  const signatures = signaturesOf(symbol, checker);
  const parameters = parameterRows(signatures, describer);
  const answers = answersOf(signatures, describer);
  const see = doc.see[0];
  const keywords = operationKeywords[name as OperationName];
  const parts = [
    frontMatter(name, firstSentence(doc.text), keywords ? { keywords } : {}),
    `# ${name}`,
    doc.text,
    facts(record),
    '## Example',
    runnable(example.program, example.output),
    '## Parameters',
    parameters.length > 0 ? fieldTable(parameters, linkOf) : 'This operation takes no parameters.',
    'Every method also takes [options of the call](/reference/options#a-call) as its second argument.',
    '## Answer',
    ...answers,
    '## Errors',
    errors(doc.throws, record),
  ];
  const guides = NEXT[areaOf(exported)];
  if (guides) parts.push(`Read next: ${guides}.`);
  if (see) parts.push(`[Official documentation](${see})`);
  return `${parts.join('\n\n')}\n`;
}

const ORDERS = '[Orders and order rules](/guide/orders)';
const USER_DATA = '[User data](/guide/user-data)';
const PRICES = '[Prices and history](/guide/market-data)';
/** The guides that the page of an operation names as further reading, by the area of the operation. */
const NEXT: Readonly<Record<string, string>> = {
  general: `${PRICES}, ${ORDERS}`,
  market: `${PRICES}, [Order books](/guide/order-books)`,
  trade: `${ORDERS}, [Errors and unknown outcomes](/guide/errors)`,
  account: `${USER_DATA}, ${ORDERS}`,
  session: `[Trading over the WebSocket API](/guide/ws-api), ${USER_DATA}`,
};

/** Returns the name of the folder whose source file describes the operation. */
function areaOf({ file }: PublicExport): string {
  return /operations\/(\w+)\//.exec(file)?.[1] ?? '';
}

function facts(record: AnyOperation): string {
  const { rest, ws, security, weight, weightOnSuccess, orders, effect, signed } = record;
  const accepted = typeof weightOnSuccess === 'number' ? `, ${weightOnSuccess} when accepted` : '';
  const effects = {
    read: 'reads; the client may send it again after a failure',
    write: 'changes orders; the client never sends it twice on a guess',
    test: 'is checked like a write and changes nothing',
  };
  return table(
    ['', ''],
    [
      ['REST', rest ? `\`${rest}\`` : 'only on the WebSocket API'],
      ['WebSocket API', `\`${ws}\``],
      ['Security', security === 'NONE' ? 'no key' : `\`${security}\`, ${signed === false ? 'not signed' : 'signed'}`],
      ['Weight', typeof weight === 'number' ? `${weight}${accepted}` : `depends on the parameters, see above`],
      ...(orders ? [['Unfilled orders', `adds ${orders}`]] : []),
      ['Effect', effects[effect]],
    ],
  );
}

function errors(throws: readonly string[], record: AnyOperation): string {
  const own = throws.map((text) => {
    const [, name = '', about = ''] = /^\{?\[?`?(\w+)`?(?:\]\([^)]*\))?\}?\s*([\s\S]*)$/.exec(text) ?? [];
    return { name, about: about.replace(/\s*\n\s*/g, ' ') };
  });
  const isOwn = (name: string): boolean => own.some((each) => each.name === name);
  const general = [
    {
      name: 'BinanceApiError',
      about: `The exchange refuses the request${isOwn('BinanceApiError') ? ' for another reason' : ''}: [error codes](/reference/error-codes).`,
    },
    {
      name: 'BinanceRateLimitError',
      about: `At ${isOwn('BinanceRateLimitError') ? 'another' : 'a'} limit of the exchange.`,
    },
    { name: 'BinanceTransportError', about: 'No usable reply came, and nothing was executed.' },
    ...(record.effect === 'write'
      ? [{ name: 'BinanceUnknownOutcomeError', about: 'The request may have been executed.' }]
      : []),
  ].filter(({ name }) => name !== 'BinanceUnknownOutcomeError' || !isOwn(name));
  const list = (errors: readonly { name: string; about: string }[]): string =>
    errors.map(({ name, about }) => `- [\`${name}\`](/reference/errors#${name.toLowerCase()}): ${about}`).join('\n');
  return own.length > 0 ? `${list(own)}\n\nAs every operation, also:\n\n${list(general)}` : list(general);
}

/** Returns the call signatures of an operation's client method. They are in the type of the record's field `method`. */
function signaturesOf(symbol: ts.Symbol, checker: ts.TypeChecker): readonly ts.Signature[] {
  const declaration = symbol.valueDeclaration;
  if (!declaration) throw new Error(`${symbol.name} has no declaration`);
  const method = checker.getTypeOfSymbolAtLocation(symbol, declaration).getProperty('method');
  if (!method) throw new Error(`${symbol.name} is not an operation`);
  const type = checker.getNonNullableType(checker.getTypeOfSymbol(method));
  return type.getCallSignatures();
}

/**
 * Returns the parameters of all signatures as rows of a table. Parameters that every call needs come first, and
 * optional parameters last.
 */
function parameterRows(signatures: readonly ts.Signature[], describer: Describer): FieldRow[] {
  const { checker } = describer;
  // The last signature of an overloaded method accepts every parameter that any other signature accepts.
  const last = signatures.at(-1)?.parameters[0];
  if (!last) return [];
  const type = checker.getNonNullableType(checker.getTypeOfSymbol(last));
  const rows = fieldRows(type, describer);
  const rankOf = ({ path, presence }: FieldRow): number => {
    // `newOrderRespType` is the last row, because it determines the type of the answer, which the next table shows.
    if (path === 'newOrderRespType') return 3;
    return presence === 'required' ? 0 : presence === 'optional' ? 2 : 1;
  };
  return rows.sort((a, b) => rankOf(a) - rankOf(b));
}

/** Returns a Markdown table for each type that the answer can have. */
function answersOf(signatures: readonly ts.Signature[], describer: Describer): string[] {
  const { checker, linkOf } = describer;
  const types = new Map<string, ts.Type>();
  const conditions = new Map<ts.Type, string>();
  for (const signature of signatures) {
    const promise = signature.getReturnType();
    const answer = checker.getTypeArguments(promise as ts.TypeReference)[0] ?? promise;
    for (const { type, condition } of branchesOf(answer, signature, checker)) {
      const text = typeText(type, describer);
      if (!types.has(text)) types.set(text, type);
      conditions.set(type, condition);
    }
  }
  const forms = [...types].filter(([, type]) => types.size === 1 || !isUnionOfOthers(type, types));
  let before: { readonly text: string; readonly paths: ReadonlySet<string> } | undefined;
  return forms.flatMap(([text, type]) => {
    const all = fieldRows(type, describer);
    const paths = new Set(all.map(({ path }) => path));
    // If a type has all fields of the previous type, its table lists only the additional fields.
    const base =
      before && before.paths.size > 0 && [...before.paths].every((path) => paths.has(path)) ? before : undefined;
    const rows = base ? all.filter(({ path }) => !base.paths.has(path)) : all;
    before = { text, paths };
    const added = base && rows.length > 0 ? `: the fields of \`${base.text}\`, and` : '';
    const name = EMPTY.test(text) ? 'An empty object' : linkedType(text, linkOf);
    const head = `${name}${forms.length > 1 ? conditions.get(type) || conditionOf(type, signatures, describer) : ''}${added}`;
    return rows.length > 0
      ? [head, fieldTable(rows, linkOf)]
      : [`${head}${base ? `: the fields of \`${base.text}\`.` : all.length > 0 ? '.' : ''}`];
  });
}

type Branch = { readonly type: ts.Type; readonly condition: string };

/**
 * Returns the types that an answer can have. If its type is conditional, such as `T extends 'MINI' ? Mini : Full`,
 * these are the types of all branches, the default first. Any other answer has one type.
 */
function branchesOf(answer: ts.Type, signature: ts.Signature, checker: ts.TypeChecker): readonly Branch[] {
  const declaration = answer.aliasSymbol?.declarations?.[0];
  if (!declaration || !ts.isTypeAliasDeclaration(declaration) || !ts.isConditionalTypeNode(declaration.type)) {
    return [{ type: answer, condition: '' }];
  }
  const names = declaration.typeParameters?.map(({ name }) => name.text) ?? [];
  const typeOf = (node: ts.TypeNode): ts.Type =>
    answer.aliasTypeArguments?.[names.indexOf(node.getText())] ?? checker.getTypeFromTypeNode(node);
  const branches: Branch[] = [];
  let node: ts.TypeNode = declaration.type;
  for (; ts.isConditionalTypeNode(node); node = node.falseType) {
    const value = node.extendsType.getText();
    const condition = `, with \`${parameterWith(value, signature, checker)}: ${value}\``;
    branches.push({ type: typeOf(node.trueType), condition });
  }
  return [{ type: typeOf(node), condition: ', by default' }, ...branches];
}

/** Matches the type of an object without fields. */
const EMPTY = /^Readonly<Record<string, never>>$/;

/** The parameters whose value can determine the type of the answer. */
const SELECTORS = ['computeCommissionRates', 'newOrderRespType', 'type'];

/**
 * Finds the parameter of a generic method that accepts `value`, and returns its name. The value of this parameter
 * determines the type of the answer, as that of `newOrderRespType` does.
 */
function parameterWith(value: string, signature: ts.Signature, checker: ts.TypeChecker): string {
  const params = checker.getNonNullableType(checker.getTypeOfSymbol(signature.parameters[0]!));
  const found = SELECTORS.find((name) => {
    const property = params.getProperty(name);
    const type = property && checker.getBaseConstraintOfType(checker.getTypeOfSymbol(property));
    const parts = type?.isUnion() ? type.types : [];
    return parts.some((part) => part.isStringLiteral() && value === `'${part.value}'`);
  });
  if (!found) throw new Error(`no parameter can be ${value}`);
  return found;
}

/**
 * Returns whether a type is a union of several of the given types. The last overload of a method often returns such a
 * union.
 */
function isUnionOfOthers(type: ts.Type, types: ReadonlyMap<string, ts.Type>): boolean {
  return type.isUnion() && types.size > 1 && type.types.every((part) => [...types.values()].includes(part));
}

/**
 * Returns a text such as `, with type: 'MINI'`, which names the parameter and the value that lead to an answer of this
 * type. The text is empty if no parameter selects this type.
 */
function conditionOf(type: ts.Type, signatures: readonly ts.Signature[], { checker }: Describer): string {
  const conditions = signatures.flatMap((signature) => {
    const answer = checker.getTypeArguments(signature.getReturnType() as ts.TypeReference)[0];
    const parameter = signature.parameters[0];
    if (answer !== type || !parameter) return [];
    const params = checker.getNonNullableType(checker.getTypeOfSymbol(parameter));
    const variants = params.isUnion() ? params.types : [params];
    return SELECTORS.flatMap((name) => {
      const values = variants.map((variant) => {
        const property = variant.getProperty(name);
        return property ? checker.typeToString(checker.getTypeOfSymbol(property)).replace(/"/g, "'") : '';
      });
      const [value = '', ...others] = new Set(values);
      return others.length === 0 && /^('\w+'|true)$/.test(value) ? [`\`${name}: ${value}\``] : [];
    }).slice(0, 1);
  });
  const unique = [...new Set(conditions)];
  return unique.length > 0 ? `, with ${unique.join(' or ')}` : '';
}
