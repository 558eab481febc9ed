import type { AnyOperation } from '@pkg/core';
import * as records from '@pkg/core/operations';
import type ts from 'typescript5';
import { type Describer, type FieldRow, fieldRows, typeText } from './describe-type.js';
import { firstSentence, readDocComment } from './doc-comment.js';
import { fieldTable, frontMatter, linkedType, runnable, table } from './markdown.js';
import type { PublicExport } from './program.js';

/** The facts from which the page of an operation is generated. */
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
  const parts = [
    frontMatter(name, firstSentence(doc.text)),
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
/** The guides to read after the page of an operation, by its area. */
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
  const general = [
    '[`BinanceApiError`](/reference/errors#binanceapierror) if the exchange refuses the request, with its code',
    '[`BinanceRateLimitError`](/reference/errors#binanceratelimiterror) at a limit of the exchange',
    '[`BinanceTransportError`](/reference/errors#binancetransporterror) if no usable reply came and nothing was executed',
  ];
  if (record.effect === 'write')
    general.push(
      '[`BinanceUnknownOutcomeError`](/reference/errors#binanceunknownoutcomeerror) if the write may have been executed',
    );
  const own = throws.map((text) => {
    const [, name = '', rest = ''] = /^\{?\[?`?(\w+)`?(?:\]\([^)]*\))?\}?\s*([\s\S]*)$/.exec(text) ?? [];
    return `- [\`${name}\`](/reference/errors#${name.toLowerCase()}): ${rest.replace(/\s*\n\s*/g, ' ')}`;
  });
  const list = general.map((line) => `- ${line}`);
  return own.length > 0 ? `${own.join('\n')}\n\nAs every operation, also:\n\n${list.join('\n')}` : list.join('\n');
}

/** Returns the call signatures of an operation's client method. The type of the operation's record contains them. */
function signaturesOf(symbol: ts.Symbol, checker: ts.TypeChecker): readonly ts.Signature[] {
  const declaration = symbol.valueDeclaration;
  if (!declaration) throw new Error(`${symbol.name} has no declaration`);
  const method = checker.getTypeOfSymbolAtLocation(symbol, declaration).getProperty('method');
  if (!method) throw new Error(`${symbol.name} is not an operation`);
  const type = checker.getNonNullableType(checker.getTypeOfSymbol(method));
  return type.getCallSignatures();
}

/** Returns the parameters of all signatures as rows of a table. */
function parameterRows(signatures: readonly ts.Signature[], describer: Describer): FieldRow[] {
  const { checker } = describer;
  // The last signature of an overloaded method accepts every parameter that any other signature accepts.
  const last = signatures.at(-1)?.parameters[0];
  if (!last) return [];
  const type = checker.getNonNullableType(checker.getTypeOfSymbol(last));
  const rows = fieldRows(type, describer);
  const isOfAnswer = ({ path }: FieldRow): boolean => path === 'newOrderRespType';
  return [...rows.filter((row) => !isOfAnswer(row)), ...rows.filter(isOfAnswer)];
}

/** Returns a Markdown table for each type that the answer can have. */
function answersOf(signatures: readonly ts.Signature[], describer: Describer): string[] {
  const { checker, linkOf } = describer;
  const types = new Map<string, ts.Type>();
  for (const signature of signatures) {
    const promise = signature.getReturnType();
    const answer = checker.getTypeArguments(promise as ts.TypeReference)[0] ?? promise;
    const text = typeText(answer, describer);
    if (!types.has(text)) types.set(text, answer);
  }
  const forms = [...types].filter(([, type]) => types.size === 1 || !isUnionOfOthers(type, types));
  let before: { readonly text: string; readonly paths: ReadonlySet<string> } | undefined;
  return forms.flatMap(([text, type]) => {
    const all = fieldRows(type, describer);
    const paths = new Set(all.map(({ path }) => path));
    // If a type has all fields of the type that is shown before it, the table has only the additional fields.
    const base =
      before && before.paths.size > 0 && [...before.paths].every((path) => paths.has(path)) ? before : undefined;
    const rows = base ? all.filter(({ path }) => !base.paths.has(path)) : all;
    before = { text, paths };
    const added = base && rows.length > 0 ? `: the fields of \`${base.text}\`, and` : '';
    const head = `${linkedType(text, linkOf)}${forms.length > 1 ? conditionOf(type, signatures, describer) : ''}${added}`;
    return rows.length > 0
      ? [head, fieldTable(rows, linkOf)]
      : [`${head}${base ? `: the fields of \`${base.text}\`.` : all.length > 0 ? '.' : ''}`];
  });
}

/** Returns whether a type is a union of types in the map. The last overload of a method often returns such a union. */
function isUnionOfOthers(type: ts.Type, types: ReadonlyMap<string, ts.Type>): boolean {
  return type.isUnion() && types.size > 1 && type.types.every((part) => [...types.values()].includes(part));
}

/** Returns a text that says which parameter leads to an answer of this type. */
function conditionOf(type: ts.Type, signatures: readonly ts.Signature[], { checker }: Describer): string {
  const conditions = signatures.flatMap((signature) => {
    const answer = checker.getTypeArguments(signature.getReturnType() as ts.TypeReference)[0];
    const parameter = signature.parameters[0];
    if (answer !== type || !parameter) return [];
    const params = checker.getNonNullableType(checker.getTypeOfSymbol(parameter));
    const variants = params.isUnion() ? params.types : [params];
    return ['computeCommissionRates', 'newOrderRespType', 'type']
      .flatMap((name) => {
        const values = variants.map((variant) => {
          const property = variant.getProperty(name);
          return property ? checker.typeToString(checker.getTypeOfSymbol(property)).replace(/"/g, "'") : '';
        });
        const [value = '', ...others] = new Set(values);
        return others.length === 0 && /^('\w+'|true)$/.test(value) ? [`\`${name}: ${value}\``] : [];
      })
      .slice(0, 1);
  });
  const unique = [...new Set(conditions)];
  return unique.length > 0 ? `, with ${unique.join(' or ')}` : '';
}
