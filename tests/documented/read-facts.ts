import { readdirSync, readFileSync } from 'node:fs';
import type { DocumentedCode } from './errors/index.js';
import { decimal, flag, integer, type Sample, text } from './kinds.js';
import type { DocumentedOperation, WeightCase } from './operation.js';

type Param = { name: string; type: string; mandatory: boolean; enum?: string };
type Tier = { min: number; max: number | null; weight: number };
type Rule = { when: string } & ({ weight: number } | { weightPerSymbol: number; cap: number } | { tiers: Tier[] });
type Weight = number | { by: string; tiers: Tier[] } | { by: string; rules: Rule[] };
type Endpoint = {
  method: string;
  path?: string;
  restEquivalent?: string;
  security: DocumentedOperation['security'];
  signed: boolean;
  weight: Weight;
  weightOnSuccess?: number | { readonly whenAmendExpiresOrder: number };
  unfilledOrderCount?: number;
  params: Param[];
};
type Enum = { values: (string | number)[]; onlyInSbeSchema?: string[] };
type Example = { kind: 'success' | 'error' | 'request'; label: string; payload: unknown; incomplete?: true };
type ExampleFile = { endpoint: string; examples: Example[] };
type Field = { path: string; type: string };
type Stream = { id: string; names: string[]; array: boolean; updateSpeed: string; fields: Field[] };
type StreamFacts = { names: string[]; isArray: boolean; speeds: number[]; event: Sample; paths: string[] };
type Vector = { verified: boolean; payload: string; expectedSignature: string };
type UserEvent = { event: string; fields: Field[]; conditionalFields?: Field[] };

/** Parameters that signing a request adds. */
const SIGNATURE = new Set(['apiKey', 'recvWindow', 'signature', 'timestamp']);

const KINDS: Readonly<Record<string, string>> = {
  STRING: 'text',
  BOOLEAN: 'flag',
  INT: 'integer',
  LONG: 'integer',
  DECIMAL: 'decimal',
};

/**
 * Reads an extract of Binance's documentation, and returns its routes, parameters and fields in the same structure as
 * the tables of this folder, so that both can be compared.
 */
export class Facts {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  rest(): Record<string, DocumentedOperation> {
    return Object.fromEntries(
      this.#read<Endpoint[]>('rest-endpoints.json').map((each) => [`${each.method} ${each.path}`, operationOf(each)]),
    );
  }

  ws(): Record<string, DocumentedOperation> {
    return Object.fromEntries(
      this.#read<Endpoint[]>('ws-api-methods.json').map((each) => [each.method, operationOf(each)]),
    );
  }

  enums(): Record<string, { values: (string | number)[]; onlyInSchema?: string[] }> {
    const { enums } = this.#read<{ enums: Record<string, Enum> }>('enums.json');
    return Object.fromEntries(
      Object.entries(enums).map(([name, { values, onlyInSbeSchema }]) => [
        name,
        { values, ...(onlyInSbeSchema && { onlyInSchema: onlyInSbeSchema }) },
      ]),
    );
  }

  errors(): { codes: DocumentedCode[]; rejections: string[]; filterFailures: string[] } {
    const { codes, orderRejections, filterFailures } = this.#read<{
      codes: { code: number; name: string | null; messages: string[]; scope: string }[];
      orderRejections: { items: { msg: string }[] };
      filterFailures: { filter: string }[];
    }>('errors.json');
    return {
      codes: codes.map(({ code, name, messages, scope }) => ({
        code,
        name,
        messages: messages.filter((message) => !PROSE.test(message)),
        ...(scope === 'FIX only' && { onlyFix: true }),
      })),
      rejections: orderRejections.items.map(({ msg }) => msg),
      filterFailures: filterFailures.map(({ filter }) => filter),
    };
  }

  filters(): Record<string, { level: string; fields: Record<string, Sample> }> {
    const { filters } = this.#read<{
      filters: { filterType: string; level: string; fields: { name: string; type: string }[] }[];
    }>('filters.json');
    return Object.fromEntries(
      filters.map(({ filterType, level, fields }) => [
        filterType,
        { level, fields: Object.fromEntries(fields.map(({ name, type }) => [name, sampleOfType(type)])) },
      ]),
    );
  }

  /** Returns the field names that the example of each filter has. */
  filterExamples(): Record<string, string[]> {
    return Object.fromEntries(
      this.#files('filters').map((file) => {
        const name = file.replace('.json', '');
        const [example] = this.#examples('filters', name);
        return [name, Object.keys(example?.payload as object).sort()];
      }),
    );
  }

  /** Returns the signed text and the signature of each documented example that can be verified. */
  signatures(): [payload: string, signature: string][] {
    const { docs, docsRequestExamples } =
      this.#read<Record<'docs' | 'docsRequestExamples', Vector[]>>('signing-vectors.json');
    return [...docs, ...docsRequestExamples]
      .filter(({ verified }) => verified)
      .map(({ payload, expectedSignature }) => [payload, expectedSignature]);
  }

  /** Returns the market streams. `paths` are the fields that the tables of the documentation list. */
  streams(): Record<string, StreamFacts> {
    const { market } = this.#read<{ market: { streams: Stream[] } }>('streams.json');
    const sampleOf = this.#sampler();
    return Object.fromEntries(
      market.streams.map(({ id, names, array, updateSpeed, fields }) => {
        const event = this.#examples('streams', id)
          .filter(({ incomplete }) => !incomplete)
          .map(({ payload }) => (Array.isArray(payload) ? payload[0] : payload))
          .filter((payload) => !('stream' in (payload as object)))[0];
        return [
          id,
          {
            names,
            isArray: array,
            speeds: speedsOf(updateSpeed),
            event: sampleOf(event),
            paths: fields.map(({ path }) => path.replace('[].', '')),
          },
        ];
      }),
    );
  }

  userEvents(): Record<string, { message: Sample; conditional: string[] }> {
    const { userData } = this.#read<{ userData: { events: UserEvent[] } }>('streams.json');
    const sampleOf = this.#sampler();
    return Object.fromEntries(
      userData.events.map(({ event, conditionalFields = [] }) => {
        const [example] = this.#examples('user-data', event);
        return [
          event,
          {
            message: sampleOf(example?.payload),
            conditional: conditionalFields.map(({ path }) => path),
          },
        ];
      }),
    );
  }

  /** Returns every documented answer, with its REST route or WebSocket API method. */
  answers(): { route: string; isError: boolean; sample: Sample }[] {
    const sampleOf = this.#sampler();
    return ['rest', 'ws-api'].flatMap((folder) =>
      this.#files(folder).flatMap((file) => {
        const { endpoint, examples } = this.#read<ExampleFile>(`response-examples/${folder}/${file}`);
        if (endpoint === 'general') return [];
        return examples
          .filter(({ kind, incomplete }) => kind !== 'request' && !incomplete)
          .flatMap(({ kind, label, payload }) => {
            const body = payload as { result?: unknown; error?: unknown };
            const hasEnvelope = folder === 'ws-api' && ('result' in body || 'error' in body);
            const printed = hasEnvelope ? (kind === 'error' ? body.error : body.result) : payload;
            const slip = SLIPS.find((each) => each.route === endpoint && label.startsWith(each.label));
            const content = slip ? slip.correct(printed as Fields) : printed;
            return content === undefined
              ? []
              : { route: endpoint, isError: kind === 'error', sample: sampleOf(content) };
          });
      }),
    );
  }

  /** Returns the documented requests of each WebSocket API method, without id and signature. */
  requests(): Record<string, Record<string, unknown>[]> {
    const requests: Record<string, Record<string, unknown>[]> = {};
    for (const file of this.#files('ws-api')) {
      const { endpoint, examples } = this.#read<ExampleFile>(`response-examples/ws-api/${file}`);
      if (endpoint === 'general') continue;
      for (const { kind, payload } of examples) {
        if (kind !== 'request') continue;
        const { method, params = {} } = payload as { method: string; params?: Record<string, unknown> };
        const own = Object.fromEntries(Object.entries(params).filter(([name]) => !SIGNATURE.has(name)));
        requests[method] = [...(requests[method] ?? []), own];
      }
    }
    return requests;
  }

  #sampler(): (payload: unknown) => Sample {
    const { enums } = this.#read<{ enums: Record<string, Enum> }>('enums.json');
    const literals = new Set(
      Object.values(enums).flatMap(({ values }) => values.filter((value) => typeof value === 'string')),
    );
    const sampleOf = (value: unknown, key = ''): Sample => {
      if (value === null) return null;
      if (Array.isArray(value)) {
        const rows = value.map((row) => sampleOf(row));
        return rows.every((row) => typeof row === 'object' && row !== null) ? distinct(rows) : rows;
      }
      if (typeof value === 'object') {
        return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, sampleOf(child, name)]));
      }
      if (typeof value === 'number') return integer;
      if (typeof value === 'boolean') return flag;
      const string = String(value);
      if (key in STANDS_FOR && literals.has(string) && !STATUS_OF_SYMBOL.has(string)) return STANDS_FOR[key] as string;
      if (literals.has(string) || LITERAL_FIELDS.has(key)) return string;
      return /^-?\d+(?:\.\d+)?$/.test(string) ? decimal : text;
    };
    return (payload) => sampleOf(payload);
  }

  #examples(folder: string, name: string): Example[] {
    return this.#read<ExampleFile>(`response-examples/${folder}/${name}.json`).examples;
  }

  #files(folder: string): string[] {
    return readdirSync(`${this.#folder}/response-examples/${folder}`);
  }

  #read<T>(file: string): T {
    return JSON.parse(readFileSync(`${this.#folder}/${file}`, 'utf8')) as T;
  }
}

/** Matches explanations that the documentation places among the messages of the exchange. */
const PROSE = /^(?:\(one of|Potential error messages|The request is rejected by the API|If the order type for)/;

/**
 * One value for each field whose type is an enum. {@link Facts} replaces every value of such a field with this value.
 */
const STANDS_FOR: Readonly<Record<string, string>> = {
  side: 'BUY',
  type: 'LIMIT',
  status: 'NEW',
  timeInForce: 'GTC',
  selfTradePreventionMode: 'NONE',
  contingencyType: 'OCO',
  listStatusType: 'EXEC_STARTED',
  listOrderStatus: 'EXECUTING',
};

const STATUS_OF_SYMBOL = new Set(['TRADING', 'HALT', 'BREAK']);

/** Fields whose value names the type of the answer or event. Their values are compared literally. */
const LITERAL_FIELDS = new Set(['e', 'filterType', 'ruleType', 'calculationType']);

type Fields = Record<string, unknown>;

/**
 * Documented examples that contradict other parts of the documentation. `correct` returns the corrected answer, or
 * undefined if the example is not an answer.
 */
const SLIPS: readonly { route: string; label: string; correct: (answer: Fields) => unknown }[] = [
  // This FULL example lacks `selfTradePreventionMode`, which the RESULT example above it and the REST example have.
  {
    route: 'order.place',
    label: 'FULL response type',
    correct: (order) => add(order, { selfTradePreventionMode: 'NONE' }),
  },
  // This example lacks `workingTime`. The documentation says that the example has the format of order.place, which has
  // this field.
  {
    route: 'order.cancelReplace',
    label: 'If both cancel and placement succeed',
    correct: ({ newOrderResponse, ...answer }) => ({
      ...answer,
      newOrderResponse: add(newOrderResponse as Fields, { workingTime: 1_660_813_156_959 }),
    }),
  },
  // The reports in this example lack `origClientOrderId`. The REST example and order.cancel have this field.
  {
    route: 'orderList.cancel',
    label: 'Response',
    correct: ({ orderReports, ...answer }) => ({
      ...answer,
      orderReports: (orderReports as Fields[]).map((report) => add(report, { origClientOrderId: 'x' })),
    }),
  },
  // The example has the order in an array. The REST example has an object, as for all other orders.
  { route: 'sor.order.place', label: 'Response', correct: (answer) => answer[0] },
  // This example is not an answer. It shows only two fields, to explain the time window.
  { route: 'ticker', label: 'For example', correct: () => undefined },
  // This example is an error, which the documentation prints as a result.
  { route: 'referencePrice', label: 'If no reference price has ever been set', correct: () => undefined },
];

/**
 * Adds fields that an example lacks. Throws if the example has one of them. The documentation has then been corrected,
 * and the field need not be added any more.
 */
function add(target: Fields, fields: Fields): Fields {
  for (const field of Object.keys(fields)) if (field in target) throw new Error(`${field} is documented`);
  return { ...target, ...fields };
}

function operationOf({
  restEquivalent,
  security,
  signed,
  weight,
  weightOnSuccess,
  unfilledOrderCount,
  params,
}: Endpoint): DocumentedOperation {
  return {
    ...(restEquivalent && { rest: restEquivalent }),
    security,
    isSigned: signed,
    weight: weightOf(weight),
    ...(typeof weightOnSuccess === 'number' && { weightOnSuccess }),
    ...(typeof weightOnSuccess === 'object' && { weightOnExpiry: weightOnSuccess.whenAmendExpiresOrder }),
    ...(unfilledOrderCount && { orders: unfilledOrderCount }),
    params: Object.fromEntries(
      params
        .filter(({ name }) => !SIGNATURE.has(name))
        .map(({ name, type, mandatory, enum: words }) => [name, `${kindOf(type, words)}${mandatory ? '!' : ''}`]),
    ),
  };
}

function kindOf(type: string, words: string | undefined): string {
  return type.startsWith('ARRAY') ? `${words ?? 'text'}[]` : (KINDS[type] ?? String(words));
}

/** The conditions on which the documented weights depend, each with parameters that meet the condition. */
const CONDITIONS: Readonly<Record<string, WeightCase[0][]>> = {
  symbol: [{ symbol: 'BNBBTC' }],
  symbolStatus: [{ symbolStatus: 'TRADING' }],
  'no parameter': [{}],
  'no symbol': [{}],
  'no symbol and no symbols': [{}],
  'computeCommissionRates absent or false': [{}, { computeCommissionRates: false }],
  'computeCommissionRates=true': [{ computeCommissionRates: true }],
  'no orderId': [{ symbol: 'BNBBTC' }],
  orderId: [{ symbol: 'BNBBTC', orderId: 1 }],
  preventedMatchId: [{ symbol: 'BNBBTC', preventedMatchId: 1 }],
  // Only the exchange knows which symbols are invalid, so no example can meet this condition.
  'symbol invalid': [],
};

function weightOf(weight: Weight): DocumentedOperation['weight'] {
  if (typeof weight === 'number') return weight;
  if ('tiers' in weight) return edges(weight.tiers).map(([value, w]) => [{ [weight.by]: value }, w]);
  return weight.rules.flatMap((rule): WeightCase[] => {
    if (rule.when !== 'symbols') {
      return (CONDITIONS[rule.when] as WeightCase[0][]).map((params) => [params, (rule as { weight: number }).weight]);
    }
    if ('tiers' in rule) return edges(rule.tiers).map(([count, w]) => [{ symbols: count }, w]);
    return [1, 2, 20, 21, 50, 51, 100].map((count) => [
      { symbols: count },
      'weight' in rule ? rule.weight : Math.min(rule.weightPerSymbol * count, rule.cap),
    ]);
  });
}

function edges(tiers: readonly Tier[]): [value: number, weight: number][] {
  return tiers.flatMap(({ min, max, weight }) =>
    [min, max ?? min + 100].map((value): [number, number] => [value, weight]),
  );
}

function speedsOf(updateSpeed: string): number[] {
  return [...updateSpeed.matchAll(/(\d+)ms/g)].map(([, speed]) => Number(speed));
}

function sampleOfType(type: string): Sample {
  return type === 'integer' ? integer : type === 'boolean' ? flag : type === 'string' ? text : decimal;
}

/** Returns the samples without repetitions. */
export function distinct(samples: readonly Sample[]): Sample[] {
  return [...new Map(samples.map((sample) => [canonical(sample), sample])).values()];
}

/** Formats a sample as text. Samples that differ only in the order of their fields have the same text. */
export function canonical(value: Sample): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([name, child]) => `${name}:${canonical(child)}`);
  return `{${fields.sort().join()}}`;
}
