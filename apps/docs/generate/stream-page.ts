import ts from 'typescript5';
import { type Describer, type FieldRow, fieldRows, typeText } from './describe-type.js';
import { code, firstSentence, readDocComment } from './doc-comment.js';
import { fieldTable, frontMatter, linkedType, runnable, table } from './markdown.js';
import type { PublicExport } from './program.js';

type Example = { readonly program: string; readonly output: readonly string[] };

/** Generates the page of a market stream from its topic function and the type of its events. */
export function streamPage(exported: PublicExport, example: Example, streamName: string, describer: Describer): string {
  const { checker, linkOf } = describer;
  const { name, symbol } = exported;
  const doc = readDocComment(symbol, checker, linkOf);
  const signature = signatureOf(symbol, checker);
  const event = eventType(signature, checker);
  const rows = signature.parameters.flatMap((parameter) => {
    const type = checker.getTypeOfSymbol(parameter);
    const text = typeText(type, describer);
    const optional =
      ts.isParameter(parameter.valueDeclaration!) && checker.isOptionalParameter(parameter.valueDeclaration);
    const about = ts.displayPartsToString(parameter.getDocumentationComment(checker));
    const inner = fieldRows(checker.getNonNullableType(type), describer, parameter.name);
    const own = [code(parameter.name), linkedType(text, linkOf), `${optional ? '*optional.* ' : ''}${about}`];
    return inner.length > 0
      ? inner.map(({ path, type, doc: field }) => [
          code(path),
          code(type),
          `*optional.* ${field.text}${field.defaultValue ? ` Default: ${code(field.defaultValue)}.` : ''}`,
        ])
      : [own];
  });
  const eventRows = event ? typeFirst(fieldRows(event, describer)) : [];
  const parts = [
    frontMatter(name, firstSentence(doc.text)),
    `# ${name}`,
    doc.text,
    `The example below subscribes to the stream ${code(streamName)}.`,
    '## Example',
    runnable(example.program, example.output),
    '## Arguments',
    rows.length > 0 ? table(['Argument', 'Type', 'Description'], rows) : 'This function takes no arguments.',
    '## Event',
    event ? linkedType(typeText(event, describer), linkOf) : '',
    eventRows.length > 0
      ? fieldTable(eventRows, linkOf)
      : 'The type argument says what the events are. Without one they are `unknown`.',
    '## Errors',
    errors(name, signature.parameters.length > 0),
  ];
  const see = doc.see[0];
  parts.push(`Read next: [Streams](/guide/streams), ${NEXT[name] ?? '[Prices and history](/guide/market-data)'}.`);
  if (see) parts.push(`[Official documentation](${see})`);
  return `${parts.join('\n\n')}\n`;
}

/** Moves the field `e`, the type of the event, to the front, as in the JSON of the exchange. */
function typeFirst(rows: FieldRow[]): FieldRow[] {
  const isType = ({ path }: FieldRow): boolean => /^(?:\[\]\.)?e$/.test(path);
  return [...rows.filter(isType), ...rows.filter((row) => !isType(row))];
}

const ORDER_BOOKS = '[Order books](/guide/order-books)';
/**
 * The guide that the page of a stream names as further reading. The pages of all other streams name the guide about
 * prices.
 */
const NEXT: Readonly<Record<string, string>> = {
  bookTicker: ORDER_BOOKS,
  depth: ORDER_BOOKS,
  partialDepth: ORDER_BOOKS,
};

function errors(name: string, hasArguments: boolean): string {
  const own = `- [\`BinanceConfigError\`](/reference/errors#binanceconfigerror): thrown by \`${name}\` if an argument is illegal.`;
  return `${hasArguments ? `${own}\n` : ''}- [\`BinanceStreamError\`](/reference/errors#binancestreamerror): \`subscribe\` rejects with it if the exchange refuses the stream, or if
  the manager is closed before the exchange has confirmed it.

A lost connection is no error: the manager reconnects, and \`notice\` reports what was missed. The exchange sends nothing for a symbol
that it does not list. [When it fails](/guide/streams#when-it-fails) has all causes.`;
}

/** Generates the page of an event of the user data stream. */
export function userEventPage(exported: PublicExport, name: string, example: Example, describer: Describer): string {
  const { checker, linkOf } = describer;
  const doc = readDocComment(exported.symbol, checker, linkOf);
  const rows = fieldRows(checker.getDeclaredTypeOfSymbol(exported.symbol), describer);
  const sent = example.output.length > 0;
  const parts = [
    frontMatter(name, firstSentence(doc.text)),
    `# ${name}`,
    doc.text,
    'The user data stream delivers this event: [User data](/guide/user-data).',
    '## Example',
    sent
      ? runnable(example.program, example.output)
      : `\`\`\`ts\nimport type { BinanceSocketManager } from '@pkg/streams';\n\ndeclare const manager: BinanceSocketManager;\nawait manager.startUserSocket((event) => {\n  if (event.e === '${name}') console.log(event);\n});\n\`\`\``,
    '## Event',
    linkedType(exported.name, linkOf),
    fieldTable(rows, linkOf),
    `${recovery(name)}:
[After a lost connection](/guide/user-data#after-a-lost-connection). If no event comes, [When it fails](/guide/user-data#when-it-fails) has the causes.`,
    'Read next: [User data](/guide/user-data), [Errors and unknown outcomes](/guide/errors).',
  ];
  const see = doc.see[0];
  if (see) parts.push(`[Official documentation](${see})`);
  return `${parts.join('\n\n')}\n`;
}

/** Returns the beginning of a sentence about events of this type that were missed while the connection was lost. */
function recovery(name: string): string {
  return ['executionReport', 'outboundAccountPosition', 'listStatus'].includes(name)
    ? 'An event that was missed while the connection was lost has one more field, `recovered: true`'
    : 'An event of this type that was missed while the connection was lost is not delivered later';
}

/** Returns whether an export is a function that returns a topic. */
export function isTopic({ symbol, file }: PublicExport): boolean {
  return file.endsWith('streams/src/topics.ts') && (symbol.flags & ts.SymbolFlags.Function) !== 0;
}

/**
 * Returns a map from each value of the field `e` to the type of this user data event. The entries have the same
 * sequence as `exports`.
 */
export function userEvents(exports: readonly PublicExport[], checker: ts.TypeChecker): Map<string, PublicExport> {
  const found = new Map<string, PublicExport>();
  for (const each of exports) {
    if (!each.file.endsWith('streams/src/events/user.ts') || !(each.symbol.flags & ts.SymbolFlags.TypeAlias)) continue;
    const type = checker.getDeclaredTypeOfSymbol(each.symbol);
    const property = type.isUnion() ? undefined : type.getProperty('e');
    const value = property && checker.getTypeOfSymbol(property);
    if (value?.isStringLiteral()) found.set(value.value, each);
  }
  return found;
}

function signatureOf(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Signature {
  const [signature] = checker.getTypeOfSymbolAtLocation(symbol, symbol.valueDeclaration!).getCallSignatures();
  if (!signature) throw new Error(`${symbol.name} is not a function`);
  return signature;
}

function eventType(signature: ts.Signature, _checker: ts.TypeChecker): ts.Type | undefined {
  const type = signature.getReturnType();
  const argument = type.aliasTypeArguments?.[0];
  return argument && !(argument.flags & (ts.TypeFlags.TypeParameter | ts.TypeFlags.Unknown)) ? argument : undefined;
}
