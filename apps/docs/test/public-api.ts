import ts from 'typescript5';
import type { Program } from '../generate/program.js';

/** A field of a public type with its doc comment. */
export type Field = { readonly name: string; readonly type: string; readonly doc: string };

/**
 * Returns the fields, methods and accessors of the public types and classes. Leaves out fields of type `undefined` and
 * members that override others.
 */
export function publicFields({ exports }: Program): Field[] {
  const found = new Map<string, Field>();
  for (const { name, symbol, file } of exports) {
    for (const declaration of symbol.declarations ?? []) collectFields(declaration, `${file}: ${name}`, found);
  }
  return [...found.values()];
}

function collectFields(node: ts.Node, path: string, found: Map<string, Field>): void {
  // Mapped, conditional and referenced types are skipped: other declarations contain their fields.
  const isElsewhere = ts.isMappedTypeNode(node) || ts.isConditionalTypeNode(node) || ts.isTypeReferenceNode(node);
  if (
    isElsewhere ||
    ts.isBlock(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isFunctionTypeNode(node) ||
    ts.isVariableDeclaration(node)
  )
    return;
  if (!isMember(node)) return ts.forEachChild(node, (child) => collectFields(child, path, found));
  const own = `${path}.${node.name.getText()}`;
  const isAbsent = ts.isPropertySignature(node) && node.type?.kind === ts.SyntaxKind.UndefinedKeyword;
  if (isHidden(node) || isAbsent) return;
  const [comment] = ts.getJSDocCommentsAndTags(node);
  const doc = comment && ts.isJSDoc(comment) ? (ts.getTextOfJSDocComment(comment.comment) ?? comment.getText()) : '';
  // The first comment of a name is kept. It also applies to later overloads without a comment, and to a setter without
  // a comment.
  if (!found.get(own)?.doc) found.set(own, { name: own, type: node.type?.getText() ?? '', doc });
  if (!isCallable(node)) ts.forEachChild(node, (child) => collectFields(child, own, found));
}

type Member =
  | ts.PropertySignature
  | ts.PropertyDeclaration
  | ts.MethodSignature
  | ts.MethodDeclaration
  | ts.AccessorDeclaration;

function isMember(node: ts.Node): node is Member {
  return (
    ts.isPropertySignature(node) ||
    ts.isPropertyDeclaration(node) ||
    ts.isMethodSignature(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isAccessor(node)
  );
}

function isCallable(node: Member): boolean {
  return ts.isMethodSignature(node) || ts.isMethodDeclaration(node);
}

function isHidden(node: Member): boolean {
  if (ts.isPrivateIdentifier(node.name) || ts.isComputedPropertyName(node.name)) return true;
  return (ts.getModifiers(node) ?? []).some(
    ({ kind }) =>
      kind === ts.SyntaxKind.PrivateKeyword ||
      kind === ts.SyntaxKind.ProtectedKeyword ||
      kind === ts.SyntaxKind.OverrideKeyword,
  );
}

/** Returns the names of the options that public functions and methods declare in their own parameter lists. */
export function inlineOptions({ exports }: Program): string[] {
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isBlock(node) || (isMember(node) && isHidden(node))) return;
    if (ts.isParameter(node) && node.type && ts.isTypeLiteralNode(node.type)) {
      for (const { name } of node.type.members) if (name) found.add(name.getText());
    }
    ts.forEachChild(node, visit);
  };
  for (const { symbol } of exports) for (const declaration of symbol.declarations ?? []) visit(declaration);
  return [...found];
}

/**
 * Returns the types that public declarations use but that users cannot import. The files of these types export them,
 * but no entry point of a package does.
 */
export function forgottenExports({ exports, checker }: Program): { readonly name: string; readonly by: string }[] {
  const isPublic = new Set(exports.map(({ symbol }) => symbol));
  const found = new Map<string, string>();
  const visit = (node: ts.Node, by: string): void => {
    if (ts.isBlock(node) || (isMember(node) && isHidden(node))) return;
    if (ts.isTypeReferenceNode(node) || ts.isExpressionWithTypeArguments(node)) {
      const named = checker.getSymbolAtLocation(ts.isTypeReferenceNode(node) ? node.typeName : node.expression);
      const symbol = named && named.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(named) : named;
      const declaration = symbol?.declarations?.[0];
      if (symbol && !isPublic.has(symbol) && declaration && isExportedHere(declaration)) found.set(symbol.name, by);
    }
    // Only the declared type of a constant is visited, because the declaration file (.d.ts) does not contain its value.
    if (ts.isVariableDeclaration(node)) return node.type && visit(node.type, by);
    ts.forEachChild(node, (child) => visit(child, by));
  };
  for (const { name, symbol, file } of exports) {
    for (const declaration of symbol.declarations ?? []) visit(declaration, `${file}: ${name}`);
  }
  return [...found].map(([name, by]) => ({ name, by }));
}

function isExportedHere(node: ts.Declaration): boolean {
  const isOwn = /\/packages\/\w+\/src\//.test(node.getSourceFile().fileName);
  return isOwn && (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Export) !== 0;
}
