import ts from 'typescript5';
import { type DocComment, type LinkOf, originalOf, readDocComment } from './doc-comment.js';
import { fieldNames, type Holder, presenceOf } from './field-presence.js';

/**
 * A field of an object type, or of an object inside it. The path of a field inside another one is like `fills[].price`.
 */
export type FieldRow = {
  readonly path: string;
  readonly type: string;
  /** `required`, `optional`, or the variants of a union that require the field, such as `required for LIMIT`. */
  readonly presence: string;
  readonly doc: DocComment;
};

export type Describer = {
  readonly checker: ts.TypeChecker;
  readonly linkOf: LinkOf;
};

const FORMAT = ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.UseSingleQuotesForStringLiteralType;
const MAX_DEPTH = 3;

/** Formats a type as TypeScript does, but leaves out `undefined`, which TypeScript adds for optional fields. */
export function typeText(type: ts.Type, { checker }: Describer): string {
  return checker
    .typeToString(type, undefined, FORMAT)
    .replace(/import\("[^"]*"\)\./g, '')
    .replace(/string & \{\}/g, 'string')
    .replace(/\{ \(input: RequestInfo \| URL[^{}]*\}/g, 'typeof fetch')
    .replace(/ \| undefined\b/g, '')
    .replace(/\bundefined \| /g, '');
}

/**
 * Returns the fields of a type as rows of a table. For an array these are the fields of its elements, and for a union
 * the fields of all its variants. If the value of a field is an object, the fields of that object follow the field. A
 * type with many variants is the exception: its fields are listed only in its own section of the reference.
 */
export function fieldRows(type: ts.Type, describer: Describer, prefix = '', depth = 0): FieldRow[] {
  const { checker, linkOf } = describer;
  const element = elementOf(type, checker);
  if (element) return fieldRows(element, describer, `${prefix}[]`, depth);
  if (isTuple(type)) return tupleRows(type, describer, prefix);
  const variants = objectVariants(type);
  if (variants.length === 0) return [];
  const rows: FieldRow[] = [];
  for (const name of fieldNames(variants, checker)) {
    const holders = variants.flatMap((variant) => {
      const property = variant.getProperty(name);
      if (!property) return [];
      const fieldType = checker.getTypeOfSymbol(property);
      // A property such as `price?: undefined` says that this variant does not have the field.
      if (fieldType.flags & ts.TypeFlags.Undefined) return [];
      return [{ variant, property, type: fieldType }];
    });
    if (holders.length === 0) continue;
    const path = prefix ? `${prefix}.${name}` : name;
    const types = [...new Set(holders.map((holder) => typeText(holder.type, describer)))];
    const docs = holders.map(({ property }) => readDocComment(property, checker, linkOf));
    const doc = docs.find(({ text }) => text) ?? docs[0]!;
    rows.push({
      path,
      type: mergeTypes(types),
      presence: presenceOf(name, holders, variants, checker),
      doc: { ...doc, text: textOfLiterals(holders, docs) ?? doc.text },
    });
    if (depth < MAX_DEPTH && types.length > 0) {
      const inner = holders.flatMap((holder) => nestedType(holder.type, checker) ?? []);
      for (const each of inner.slice(0, 1)) {
        const name = each.type.aliasSymbol?.name ?? each.type.symbol?.name ?? '';
        // A type with many variants has a section of its own in the reference.
        if (objectVariants(each.type).length > 4 && linkOf(name)) continue;
        if (hasMethods(each.type, checker)) continue;
        rows.push(...fieldRows(each.type, describer, path + each.suffix, depth + 1));
      }
    }
  }
  return rows;
}

/** Returns the elements of a tuple that have a name and a description, such as those of a candle. */
function tupleRows(type: ts.TupleTypeReference, describer: Describer, prefix: string): FieldRow[] {
  const { checker } = describer;
  const types = checker.getTypeArguments(type);
  return (type.target.labeledElementDeclarations ?? []).flatMap((label, index) => {
    const [comment] = label ? ts.getJSDocCommentsAndTags(label) : [];
    const elementType = types[index];
    if (!label || !elementType || !comment || !ts.isJSDoc(comment)) return [];
    const text = ts.getTextOfJSDocComment(comment.comment) ?? '';
    return [
      {
        path: `${prefix}[${index}] ${label.name.getText()}`,
        type: typeText(elementType, describer),
        presence: 'required',
        doc: { text, throws: [], defaultValue: undefined, see: [], examples: [] },
      },
    ];
  });
}

/**
 * If the type of a field is a literal in every variant of a union, returns each literal with its description. Returns
 * undefined if a variant has another type, or if all literals have the same description.
 */
function textOfLiterals(holders: readonly Holder[], docs: readonly DocComment[]): string | undefined {
  const texts = new Map<string, string>();
  for (const [index, { type }] of holders.entries()) {
    if (!type.isStringLiteral()) return undefined;
    texts.set(type.value, docs[index]?.text ?? '');
  }
  if (new Set(texts.values()).size < 2) return undefined;
  return [...texts].map(([value, text]) => `\`${value}\`: ${text}`).join(' ');
}

/**
 * Returns the object types in a union, or in a single type. Leaves out primitives, functions, and types that are
 * declared outside of the packages, such as `AbortSignal`.
 */
export function objectVariants(type: ts.Type): ts.Type[] {
  const types = type.isUnion() ? type.types : [type];
  return types.filter((each) => isPlainObject(each));
}

function isTuple(type: ts.Type): type is ts.TupleTypeReference {
  const { objectFlags, target } = type as Partial<ts.TypeReference>;
  return ((objectFlags ?? 0) & ts.ObjectFlags.Reference) !== 0 && (target!.objectFlags & ts.ObjectFlags.Tuple) !== 0;
}

function isPlainObject(type: ts.Type): boolean {
  if (isTuple(type)) return false;
  if (type.isIntersection()) return type.types.every((each) => isPlainObject(each));
  if (!(type.flags & ts.TypeFlags.Object) || type.getCallSignatures().length > 0) return false;
  if (type.getConstructSignatures().length > 0) return false;
  const isOwn = (symbol: ts.Symbol): boolean => {
    const [declaration] = (originalOf(symbol) ?? symbol).declarations ?? [];
    return declaration?.getSourceFile().fileName.includes('/packages/') === true;
  };
  // The symbol of a mapped type such as `Omit<Order, 'time'>` is TypeScript's `Pick`, which is not declared in the
  // packages. So the properties of the type are checked instead, which are those of `Order`.
  if (isMapped(type)) return type.getProperties().length > 0 && type.getProperties().every(isOwn);
  return type.symbol?.declarations === undefined || isOwn(type.symbol);
}

/** Returns whether a type is derived from another one, such as `Omit<Order, 'time'>`. */
export function isMapped(type: ts.Type): boolean {
  return ((type as ts.ObjectType).objectFlags & ts.ObjectFlags.Mapped) !== 0;
}

function elementOf(type: ts.Type, checker: ts.TypeChecker): ts.Type | undefined {
  if (checker.isTupleType(type) || !checker.isArrayType(type)) return undefined;
  return checker.getTypeArguments(type as ts.TypeReference)[0];
}

function nestedType(type: ts.Type, checker: ts.TypeChecker): { type: ts.Type; suffix: string } | undefined {
  const bare = checker.getNonNullableType(type);
  const element = elementOf(bare, checker);
  if (element) return objectVariants(element).length > 0 ? { type: element, suffix: '[]' } : undefined;
  if (ts.isClassDeclaration(bare.symbol?.declarations?.[0] ?? ({} as ts.Node))) return undefined;
  return objectVariants(bare).length > 0 ? { type: bare, suffix: '' } : undefined;
}

/** Returns whether a type has methods, as a decimal of big.js does. */
function hasMethods(type: ts.Type, checker: ts.TypeChecker): boolean {
  return objectVariants(type).some((variant) =>
    checker.getPropertiesOfType(variant).some((each) => checker.getTypeOfSymbol(each).getCallSignatures().length > 0),
  );
}

/** Returns the union of several types as text. If one of them is `string`, literals such as `'BUY'` are left out. */
function mergeTypes(types: readonly string[]): string {
  const parts = new Set(types.flatMap((type) => (/[<({[]/.test(type) ? [type] : type.split(' | '))));
  if (parts.has('string')) for (const part of parts) if (part.startsWith("'")) parts.delete(part);
  return [...parts].join(' | ');
}
