import ts from 'typescript5';
import { type Describer, fieldRows, typeText } from './describe-type.js';
import { code, firstSentence, readDocComment } from './doc-comment.js';
import type { ReferencePage } from './links.js';
import { fieldTable, frontMatter, linkedType, table } from './markdown.js';
import type { PublicExport } from './program.js';

/** Generates a page of the reference: one section for each export, functions and classes first. */
export function referencePage(page: ReferencePage, exports: readonly PublicExport[], describer: Describer): string {
  const kinds: readonly (readonly [string, (symbol: ts.Symbol) => boolean])[] = [
    ['Classes', ({ flags }) => (flags & ts.SymbolFlags.Class) !== 0],
    ['Functions', ({ flags }) => (flags & ts.SymbolFlags.Function) !== 0],
    ['Constants', ({ flags }) => (flags & ts.SymbolFlags.Variable) !== 0],
    ['Types', () => true],
  ];
  const left = new Set(exports);
  const parts = [frontMatter(page.title, page.intro, { outline: [2, 3] }), `# ${page.title}`, page.intro];
  for (const [title, isOfKind] of kinds) {
    const some = [...left].filter(({ symbol }) => isOfKind(symbol)).sort((a, b) => a.name.localeCompare(b.name));
    if (some.length === 0) continue;
    for (const each of some) left.delete(each);
    parts.push(`## ${title}`, ...some.map((each) => section(each, describer)));
  }
  return `${parts.join('\n\n')}\n`;
}

function section(exported: PublicExport, describer: Describer): string {
  const { checker, linkOf } = describer;
  const { name, symbol, entryPoints } = exported;
  const doc = readDocComment(symbol, checker, linkOf);
  const from = entryPoints.map((entryPoint) => code(entryPoint)).join(', ');
  const parts = [`### ${name}`, doc.text, `Exported by ${from}.`];
  if (symbol.flags & ts.SymbolFlags.Class) parts.push(...classParts(symbol, describer));
  else if (symbol.flags & ts.SymbolFlags.Function) parts.push(...functionParts(symbol, describer));
  else if (symbol.flags & ts.SymbolFlags.Variable) parts.push(...constantParts(symbol, describer));
  else parts.push(...typeParts(symbol, describer));
  if (doc.defaultValue) parts.push(`Default: ${code(doc.defaultValue)}.`);
  parts.push(...doc.examples.map(exampleBlock));
  if (doc.throws.length > 0) parts.push(`Throws:\n\n${doc.throws.map((text) => `- ${thrown(text)}`).join('\n')}`);
  if (doc.see[0]?.startsWith('http')) parts.push(`[Official documentation](${doc.see[0]})`);
  return parts.filter(Boolean).join('\n\n');
}

function classParts(symbol: ts.Symbol, describer: Describer): string[] {
  const { checker, linkOf } = describer;
  const constructors = checker
    .getTypeOfSymbolAtLocation(symbol, symbol.valueDeclaration!)
    .getConstructSignatures()
    .map((signature) => `new ${symbol.name}${signatureText(signature, describer).replace(/: [^:]*$/, '')}`);
  const members = checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol)).filter(isPublicMember);
  const rows = members.map((member) => {
    const type = checker.getTypeOfSymbol(member);
    const [signature] = type.getCallSignatures();
    const doc = readDocComment(member, checker, linkOf);
    const name = memberName(member);
    const shown = signature ? `${name}${signatureText(signature, describer)}` : name;
    const throws = doc.throws.map((text) => ` Throws ${thrown(text)}`).join('');
    return [code(shown), signature ? '' : linkedType(typeText(type, describer), linkOf), `${doc.text}${throws}`];
  });
  const isError = symbol.name.endsWith('Error');
  return [
    ...(isError ? [] : [fenced(constructors)]),
    rows.length > 0 ? table(['Member', 'Type', 'Description'], rows) : '',
    ...members.flatMap((member) =>
      readDocComment(member, checker, linkOf).examples.map(
        (example) => `An example of ${code(member.name)}:\n\n${exampleBlock(example)}`,
      ),
    ),
  ];
}

/** Returns the name of a member as its declaration writes it, such as `[Symbol.asyncIterator]`. */
function memberName(member: ts.Symbol): string {
  const declared = member.declarations?.[0] && ts.getNameOfDeclaration(member.declarations[0]);
  return declared && ts.isComputedPropertyName(declared) ? declared.getText() : member.name;
}

/**
 * Returns whether a member is public and declared in the packages. Inherited members such as the `stack` of an error
 * are left out, because TypeScript declares them.
 */
function isPublicMember(member: ts.Symbol): boolean {
  const declaration = member.declarations?.[0];
  if (!declaration || ts.isPrivateIdentifier(ts.getNameOfDeclaration(declaration as ts.Declaration) ?? declaration))
    return false;
  if (!declaration.getSourceFile().fileName.includes('/packages/')) return false;
  const flags = ts.getCombinedModifierFlags(declaration as ts.Declaration);
  return (flags & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) === 0;
}

function functionParts(symbol: ts.Symbol, describer: Describer): string[] {
  const signatures = describer.checker
    .getTypeOfSymbolAtLocation(symbol, symbol.valueDeclaration!)
    .getCallSignatures()
    .map((signature) => `${symbol.name}${signatureText(signature, describer)}`);
  return [fenced([...new Set(signatures)])];
}

function constantParts(symbol: ts.Symbol, describer: Describer): string[] {
  const { checker, linkOf } = describer;
  const type = checker.getTypeOfSymbolAtLocation(symbol, symbol.valueDeclaration!);
  const properties = checker
    .getPropertiesOfType(type)
    .filter((each) => each.declarations?.[0]?.getSourceFile().fileName.includes('/packages/'));
  const values = properties.map((property) => [property, checker.getTypeOfSymbol(property)] as const);
  if (values.length > 0 && values.every(([, value]) => value.isLiteral())) {
    return [
      table(
        ['Value', 'Description'],
        values.map(([property, value]) => [
          code(checker.typeToString(value).replace(/"/g, "'")),
          readDocComment(property, checker, linkOf).text,
        ]),
      ),
    ];
  }
  return [`Type: ${linkedType(typeText(type, describer), linkOf)}`];
}

function typeParts(symbol: ts.Symbol, describer: Describer): string[] {
  const { checker, linkOf } = describer;
  const type = checker.getDeclaredTypeOfSymbol(symbol);
  if (checker.getSignaturesOfType(type, ts.SignatureKind.Call).length === 0) {
    const rows = fieldRows(type, describer, '', 2);
    if (rows.length > 0) return [fieldTable(rows, linkOf)];
  }
  const keyed = keyedMembers(symbol, describer);
  if (keyed.length > 0) return [table(['Value', 'Description'], keyed)];
  const calls = type
    .getCallSignatures()
    .map((signature) => signatureText(signature, describer).replace(/\): /, ') => '));
  if (calls.length > 0) return [fenced(calls)];
  const text = checker.typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.InTypeAlias);
  return [code(text.replace(/import\("[^"]*"\)\./g, '').replace(/"/g, "'"))];
}

/** Returns the members of the type `T` with their descriptions, if the symbol is declared as `keyof T`. */
function keyedMembers(symbol: ts.Symbol, { checker, linkOf }: Describer): string[][] {
  const declaration = symbol.declarations?.[0];
  const node = declaration && ts.isTypeAliasDeclaration(declaration) ? declaration.type : undefined;
  if (!node || !ts.isTypeOperatorNode(node) || node.operator !== ts.SyntaxKind.KeyOfKeyword) return [];
  return checker
    .getPropertiesOfType(checker.getTypeFromTypeNode(node.type))
    .map((member) => [code(`'${member.name}'`), readDocComment(member, checker, linkOf).text]);
}

function signatureText(signature: ts.Signature, { checker }: Describer): string {
  const flags = ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.UseSingleQuotesForStringLiteralType;
  return checker
    .signatureToString(signature, undefined, flags)
    .replace(/import\("[^"]*"\)\./g, '')
    .replace(/ \| undefined\b/g, '');
}

/**
 * Formats signatures as a code block. The label `signature` tells the tests not to compile it, because signatures have
 * no bodies.
 */
function fenced(lines: readonly string[]): string {
  return lines.length > 0 ? `\`\`\`ts signature\n${lines.map(wrapSignature).join('\n')}\n\`\`\`` : '';
}

/** Writes each parameter of a long signature on a line of its own. */
function wrapSignature(signature: string): string {
  if (signature.length <= 94) return signature;
  const start = signature.indexOf('(');
  const cuts: number[] = [];
  let depth = 0;
  let at = start;
  for (; at < signature.length; at++) {
    const character = signature[at]!;
    if ('([{<'.includes(character)) depth++;
    // The `>` of an arrow closes nothing.
    else if (')]}'.includes(character) || (character === '>' && signature[at - 1] !== '=')) depth--;
    if (depth === 0) break;
    if (depth === 1 && character === ',') cuts.push(at + 1);
  }
  const ends = [...cuts, at];
  const parameters = ends.map(
    (end, index) => `  ${signature.slice(index === 0 ? start + 1 : cuts[index - 1], end).trim()}`,
  );
  return `${signature.slice(0, start + 1)}\n${parameters.join('\n')}\n${signature.slice(at)}`;
}

/** Formats the code of an `@example` as a code block. */
function exampleBlock(example: string): string {
  return `\`\`\`ts\n${example}\n\`\`\``;
}

/** Formats a `@throws` text, such as `{BinanceApiError} if …`, as Markdown. */
function thrown(text: string): string {
  return text.replace(/^\{(\w+)\}/, '`$1`').replace(/\s*\n\s*/g, ' ');
}

/** Returns one line about an export, for lists. */
export function summaryOf({ symbol }: PublicExport, { checker, linkOf }: Describer): string {
  return firstSentence(readDocComment(symbol, checker, linkOf).text);
}
