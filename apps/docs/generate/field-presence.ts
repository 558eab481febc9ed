import ts from 'typescript5';

/** A variant of a union that has a certain field. `property` is the symbol of the field, and `type` its type. */
export type Holder = { readonly variant: ts.Type; readonly property: ts.Symbol; readonly type: ts.Type };

/**
 * Returns a text for the reference that says when a field of a union is required. The condition may be the value of a
 * field such as `type`, as in "required for LIMIT". It may also be the presence of another field, as in "required
 * without `quantity`".
 */
export function presenceOf(
  field: string,
  holders: readonly Holder[],
  variants: readonly ts.Type[],
  checker: ts.TypeChecker,
): string {
  const required = new Set(
    holders.filter(({ property }) => !(property.flags & ts.SymbolFlags.Optional)).map(({ variant }) => variant),
  );
  if (required.size === variants.length) return 'required';
  if (required.size === 0) return 'optional';
  const present = new Set(holders.map(({ variant }) => variant));
  const condition = (group: readonly ts.Type[]): string => conditionOf(field, group, required, present, checker);
  const discriminant = discriminantOf(field, variants);
  const named = variants.map((variant) => ({ variant, values: literalsOf(variant, discriminant, checker) }));
  const values = [...new Set(named.flatMap((each) => each.values))];
  if (values.length < 2) return condition(variants);
  const valuesByCondition = new Map<string, string[]>();
  for (const value of values) {
    const group = named.filter((each) => each.values.includes(value)).map(({ variant }) => variant);
    const text = condition(group);
    if (text) valuesByCondition.set(text, [...(valuesByCondition.get(text) ?? []), value]);
  }
  // A variant without the discriminant, such as a list of orders, belongs to no group. If only such variants have the
  // field, the groups give no text. The text is then made from all variants together.
  if (valuesByCondition.size === 0) return condition(variants);
  return [...valuesByCondition]
    .sort(([one], [other]) => Number(other === 'required') - Number(one === 'required'))
    .map(([text, all]) => (all.length === values.length ? text : `${text} for ${all.join(', ')}`))
    .join('; ');
}

/**
 * Returns a text that says when a field is required in a group of variants. The text is empty if no variant of the
 * group has the field.
 */
function conditionOf(
  field: string,
  variants: readonly ts.Type[],
  required: ReadonlySet<ts.Type>,
  present: ReadonlySet<ts.Type>,
  checker: ts.TypeChecker,
): string {
  const requiring = variants.filter((variant) => required.has(variant));
  const others = variants.filter((variant) => !required.has(variant));
  if (others.length === 0) return 'required';
  if (requiring.length === 0) return variants.some((variant) => present.has(variant)) ? 'optional' : '';
  const aliases = new Set(variants.map(({ aliasSymbol }) => aliasSymbol?.name));
  if (aliases.size === variants.length && !aliases.has(undefined)) {
    return `in ${requiring.map(({ aliasSymbol }) => `\`${aliasSymbol?.name}\``).join(', ')}`;
  }
  const prefix = prefixOf(discriminantOf(field, variants));
  const names = fieldNames(variants, checker).filter((name) => name !== field && name.startsWith(prefix));
  const has = (variant: ts.Type, name: string): 'required' | 'optional' | undefined => {
    const property = variant.getProperty(name);
    if (!property || checker.getTypeOfSymbol(property).flags & ts.TypeFlags.Undefined) return undefined;
    return property.flags & ts.SymbolFlags.Optional ? 'optional' : 'required';
  };
  const alternative = names.find(
    (name) =>
      others.every((variant) => has(variant, name) === 'required') &&
      requiring.every((variant) => has(variant, name) !== 'required'),
  );
  if (alternative) return `required without \`${alternative}\``;
  const companion = names.find(
    (name) =>
      requiring.every((variant) => has(variant, name) === 'required') && others.every((variant) => !has(variant, name)),
  );
  if (companion) return `required with \`${companion}\``;
  const excluded = names.filter(
    (name) => requiring.every((variant) => !has(variant, name)) && others.some((variant) => has(variant, name)),
  );
  return excluded.length > 0 ? `not with ${excluded.map((name) => `\`${name}\``).join(', ')}` : 'optional';
}

/** Fields whose literal values distinguish the variants of a union. */
const DISCRIMINANTS = ['type', 'filterType', 'calculationType', 'ruleType', 'e', 'kind', 'outcome'];

/** Parameters of an order list that state the type of one of its orders. Their values distinguish the variants. */
const LEG_TYPES = ['aboveType', 'belowType', 'workingType', 'pendingType', 'pendingAboveType', 'pendingBelowType'];

/**
 * Returns the name of the discriminant: the field whose values distinguish the variants. If `field` belongs to one
 * order of an order list, the discriminant is the type of this order: `aboveType` for `abovePrice`.
 */
function discriminantOf(field: string, variants: readonly ts.Type[]): string | undefined {
  const candidates = [...LEG_TYPES.filter((name) => field.startsWith(prefixOf(name))).reverse(), ...DISCRIMINANTS];
  return candidates.find((name) => variants.some((variant) => variant.getProperty(name)));
}

/** Returns the prefix of all parameters of one order of an order list: `above` for `aboveType`. */
function prefixOf(discriminant: string | undefined): string {
  return discriminant && LEG_TYPES.includes(discriminant) ? discriminant.slice(0, -'Type'.length) : '';
}

/** Returns the literal values that the discriminant has in a variant. */
function literalsOf(variant: ts.Type, discriminant: string | undefined, checker: ts.TypeChecker): string[] {
  const property = discriminant ? variant.getProperty(discriminant) : undefined;
  if (!property) return [];
  const type = checker.getTypeOfSymbol(property);
  const parts = type.isUnion() ? type.types : [type];
  return parts.flatMap((part) => (part.isStringLiteral() ? [part.value] : []));
}

/** Returns the names of the fields of all variants. */
export function fieldNames(variants: readonly ts.Type[], checker: ts.TypeChecker): string[] {
  return [...new Set(variants.flatMap((variant) => checker.getPropertiesOfType(variant).map(({ name }) => name)))];
}
