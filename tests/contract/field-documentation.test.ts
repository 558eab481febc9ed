import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
// The compiler of the workspace (TypeScript 7) has no JavaScript interface.
import ts from 'typescript5';
import { describe, expect, it } from 'vitest';

const folder = fileURLToPath(new URL('../../packages/core/src/operations', import.meta.url));
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !/\.(?:test|test-d)\.ts$/.test(file),
);

describe('types of the operations', () => {
  it('document every field', () => {
    expect(files.length).toBeGreaterThan(20);
    expect(files.flatMap((file) => undocumentedFields(file, readFileSync(join(folder, file), 'utf8')))).toEqual([]);
  });
});

/** The fields of a file's type declarations that have no doc comment. Fields that must be absent need none. */
function undocumentedFields(file: string, source: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node, type: string | undefined): void => {
    // A mapped or conditional type describes no fields of its own.
    if (ts.isMappedTypeNode(node) || ts.isConditionalTypeNode(node) || ts.isTypeReferenceNode(node)) return;
    const name = ts.isTypeAliasDeclaration(node) || ts.isInterfaceDeclaration(node) ? node.name.text : type;
    if (name !== undefined && ts.isPropertySignature(node) && node.type?.kind !== ts.SyntaxKind.UndefinedKeyword) {
      if (ts.getJSDocCommentsAndTags(node).length === 0) found.push(`${file}: ${name}.${node.name.getText()}`);
    }
    ts.forEachChild(node, (child) => visit(child, name));
  };
  visit(ts.createSourceFile(file, source, ts.ScriptTarget.ES2022, true), undefined);
  return found;
}
