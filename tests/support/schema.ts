import { fileURLToPath } from 'node:url';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { createGenerator, type SchemaGenerator } from 'ts-json-schema-generator';
import { expect } from 'vitest';

/** Checks JSON values against a declared type. */
export type TypeCheck = {
  readonly name: string;
  /**
   * Returns the differences between a value and the type, each kind once, such as `/symbols/*: opoAllowed is missing`.
   * The list is empty if the value has exactly the declared fields.
   */
  faults(payload: unknown): string[];
};

const sources = {
  streams: ['../../packages/streams/src/index.ts', '../../packages/streams/tsconfig.node.json'],
  answers: ['../contract/answers.ts', '../tsconfig.json'],
  params: ['../contract/params.ts', '../tsconfig.json'],
} as const;

/** Where a type is declared: in a package, or in the list of parameters or of answers in `tests/contract`. */
export type SourceName = keyof typeof sources;

const generators = new Map<SourceName, SchemaGenerator>();
const schemas = new Map<string, ObjectSchema>();
const checks = new Map<string, TypeCheck>();

/**
 * Creates the check for a declared type. Undeclared fields, missing fields and values of another type are faults. The
 * types are read from the sources, so they are the types that users compile with.
 */
export function schemaFor(source: SourceName, type: string): TypeCheck {
  const key = `${source} ${type}`;
  let check = checks.get(key);
  if (!check) {
    check = compile(type, schemaOf(source, type));
    checks.set(key, check);
  }
  return check;
}

/**
 * Creates the check for one property of a declared type, such as the answer of one operation in the list of answers.
 */
export function schemaForProperty(source: SourceName, type: string, property: string): TypeCheck {
  const key = `${source} ${type}.${property}`;
  let check = checks.get(key);
  if (!check) {
    check = compile(`${type}.${property}`, propertySchema(source, type, property));
    checks.set(key, check);
  }
  return check;
}

/**
 * Returns the names of the fields of a property's type, such as the parameters of an operation. For a union type it
 * returns the fields of all members.
 */
export function fieldsOf(source: SourceName, type: string, property: string): string[] {
  const schema = propertySchema(source, type, property);
  const fields = (schema.anyOf ?? [schema]).flatMap(({ properties = {} }) =>
    Object.entries(properties)
      .filter(([, value]) => !('not' in value))
      .map(([field]) => field),
  );
  return [...new Set(fields)].sort();
}

function propertySchema(source: SourceName, type: string, property: string): ObjectSchema & { anyOf?: ObjectSchema[] } {
  const schema = schemaOf(source, type).properties?.[property];
  if (typeof schema !== 'object') throw new Error(`${type} has no ${property}`);
  return schema as ObjectSchema;
}

/** Returns the schema of a declared type. Each schema is made only once, because making it takes up to 0.5 s. */
function schemaOf(source: SourceName, type: string): ObjectSchema {
  const key = `${source} ${type}`;
  let schema = schemas.get(key);
  if (!schema) {
    schema = generatorFor(source).createSchema(type) as ObjectSchema;
    schemas.set(key, schema);
  }
  return schema;
}

/** Fails unless a value has exactly the declared fields, with values of the declared types. */
export function expectExact(check: TypeCheck, payload: unknown): void {
  expect(check.faults(payload), check.name).toEqual([]);
}

function generatorFor(source: SourceName): SchemaGenerator {
  let generator = generators.get(source);
  if (!generator) {
    const [path, tsconfig] = sources[source].map((relative) => fileURLToPath(new URL(relative, import.meta.url)));
    generator = createGenerator({
      path: path as string,
      tsconfig: tsconfig as string,
      skipTypeCheck: true,
      additionalProperties: false,
      expose: 'none',
      topRef: false,
      jsDoc: 'none',
      functions: 'hide',
    });
    generators.set(source, generator);
  }
  return generator;
}

function compile(name: string, schema: object): TypeCheck {
  const ajv = new Ajv({ allErrors: true, discriminator: true, strict: false });
  const validate: ValidateFunction = ajv.compile(withDiscriminators(schema) as object);
  return {
    name,
    faults(payload) {
      validate(payload);
      return [...new Set((validate.errors ?? []).map(describe))].sort();
    },
  };
}

function describe({ instancePath, keyword, params, message }: ErrorObject): string {
  const path = instancePath.replace(/\/\d+(?=\/|$)/g, '/*') || '/';
  if (keyword === 'required') return `${path}: ${params.missingProperty} is missing`;
  if (keyword === 'additionalProperties') return `${path}: ${params.additionalProperty} is not declared`;
  if (keyword === 'discriminator') return `${path}: ${params.tag} ${JSON.stringify(params.tagValue)} is not declared`;
  return `${path}: ${message}`;
}

/**
 * Names the property that tells the members of each union of objects apart. Without it, differences from all members
 * would be reported, not only those from the matching member.
 */
function withDiscriminators(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withDiscriminators);
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).map(([key, value]) => [key, withDiscriminators(value)] as const);
  const { anyOf, ...rest } = Object.fromEntries(entries) as { anyOf?: ObjectSchema[] };
  if (!anyOf) return rest;
  const propertyName = Object.keys(anyOf[0]?.properties ?? {}).find((property) => {
    const values = anyOf.map((member) => member.properties?.[property]?.const);
    return !values.includes(undefined) && new Set(values).size === anyOf.length;
  });
  return propertyName === undefined
    ? { anyOf, ...rest }
    : { type: 'object', oneOf: anyOf, discriminator: { propertyName }, required: [propertyName], ...rest };
}

type ObjectSchema = { properties?: Record<string, { const?: unknown; not?: unknown }> };
