import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
// The compiler of the workspace (TypeScript 7) has no JavaScript interface.
import ts from 'typescript5';
import { describe, expect, it } from 'vitest';

const folders = { operations: 'core/src/operations', events: 'streams/src/events' };

/** A field of a type declaration with its doc comment. */
type Field = { readonly name: string; readonly type: string; readonly doc: string };

describe.each(Object.entries(folders))('types of the %s', (_, folder) => {
  const path = fileURLToPath(new URL(`../../packages/${folder}`, import.meta.url));
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !/\.(?:test|test-d)\.ts$/.test(file),
  );
  const fields = files.flatMap((file) => fieldsOf(file, readFileSync(join(path, file), 'utf8')));

  it('document every field', () => {
    expect(fields.length).toBeGreaterThan(100);
    expect(fields.filter(({ doc }) => doc === '').map(({ name }) => name)).toEqual([]);
  });

  it('say the unit of every time', () => {
    const times = fields.filter(({ name, type, doc }) => {
      const isTime = /(?:[tT]ime|Timestamp|timestamp)(?:Ms)?$/.test(name) || /^(?:\w+ )?[tT]ime\b/.test(doc);
      return isTime && /^number\b/.test(type);
    });
    expect(times.length).toBeGreaterThan(5);
    expect(times.filter(({ doc }) => !/\b(?:ms|µs|s)\b/.test(doc)).map(({ name, doc }) => `${name}: ${doc}`)).toEqual(
      [],
    );
  });
});

/** The fields of a file's exported type declarations. Fields that must be absent are left out. */
function fieldsOf(file: string, source: string): Field[] {
  const found: Field[] = [];
  const visit = (node: ts.Node, type: string | undefined): void => {
    // A mapped or conditional type describes no fields of its own.
    if (ts.isMappedTypeNode(node) || ts.isConditionalTypeNode(node) || ts.isTypeReferenceNode(node)) return;
    const isType = ts.isTypeAliasDeclaration(node) || ts.isInterfaceDeclaration(node);
    const name = isType ? node.name.text : type;
    if (name !== undefined && ts.isPropertySignature(node) && node.type?.kind !== ts.SyntaxKind.UndefinedKeyword) {
      const [comment] = ts.getJSDocCommentsAndTags(node);
      const doc =
        comment && ts.isJSDoc(comment) ? (ts.getTextOfJSDocComment(comment.comment) ?? comment.getText()) : '';
      found.push({ name: `${file}: ${name}.${node.name.getText()}`, type: node.type?.getText() ?? '', doc });
    }
    ts.forEachChild(node, (child) => visit(child, name));
  };
  visit(ts.createSourceFile(file, source, ts.ScriptTarget.ES2022, true), undefined);
  return found;
}
