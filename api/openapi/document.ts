import type * as t from 'io-ts';
import { Json } from '../../domain/codecs/json.js';
import type { JsonSchema } from '../../domain/codecs/text.js';
import type { SchemaOf } from '../described.js';
import { Problem, type ProblemKind, statusOf } from '../problem.js';
import { hasBody, type Route } from '../route.js';
import { CsvFile, JsonOrCsvType, StreamedType } from '../streamed.js';
import { UploadType } from '../upload.js';
import { createSchemas } from './json-schema.js';

const headers = {
  IdempotencyKey: [
    'Idempotency-Key',
    'The same key with the same request gets the same answer, and nothing happens twice.',
    { type: 'string', minLength: 1, maxLength: 200, pattern: '^[\\x21-\\x7e]+$' },
  ],
  IfMatch: [
    'If-Match',
    'The ETag of the version that the edit is based on; 412 if there is a newer one.',
    { type: 'string' },
  ],
  WaitFor: [
    'Leadline-Wait-For',
    'The Leadline-Position of a write that the answer must have seen.',
    { type: 'integer', minimum: 0 },
  ],
  RequestId: [
    'X-Request-Id',
    'A UUID that becomes the correlationId of all events of the request.',
    { type: 'string', format: 'uuid' },
  ],
} as const;
type HeaderName = keyof typeof headers;

const headerParameters = (): JsonSchema =>
  Object.fromEntries(
    Object.entries(headers).map(([key, [name, description, schema]]) => [
      key,
      { name, in: 'header', description, schema },
    ]),
  );

const headersOf = ({ method, access, isConditional }: Route): readonly HeaderName[] => [
  'RequestId',
  ...(access === 'public' ? [] : (['WaitFor'] as const)),
  ...(method === 'POST' ? (['IdempotencyKey'] as const) : []),
  ...(isConditional === true ? (['IfMatch'] as const) : []),
];

const problemsOf = (route: Route): readonly ProblemKind[] => [
  ...(route.access === 'public' ? [] : (['invalid', 'unauthenticated', 'forbidden', 'unavailable'] as const)),
  ...(route.path.includes(':') ? (['not-found'] as const) : []),
  ...(hasBody(route) || route.method === 'POST' ? (['too-large', 'unsupported-media-type'] as const) : []),
  ...(route.method === 'POST' ? (['request-running', 'key-reused'] as const) : []),
  ...(route.isConditional === true ? (['changed-meanwhile'] as const) : []),
  ...(route.problems ?? []),
  'internal',
];

const inPath = (path: string): string => path.replace(/:(\w+)/g, '{$1}');

const parametersOf = (route: Route, schemaOf: SchemaOf): readonly JsonSchema[] => {
  const fields = (place: 'path' | 'query', props: t.Props, required: boolean): readonly JsonSchema[] =>
    Object.entries(props).map(([name, codec]) => ({ name, in: place, required, schema: schemaOf(codec) }));
  return [
    ...fields('path', route.params.required, true),
    ...fields('query', route.query.optional, false),
    ...headersOf(route).map((name) => ({ $ref: `#/components/parameters/${name}` })),
  ];
};

const headersAnswered = ({ method }: Route): JsonSchema => ({
  'X-Request-Id': { schema: { type: 'string', format: 'uuid' } },
  ...(method === 'GET'
    ? {}
    : {
        'Leadline-Position': {
          description: 'Where the write stands in the log, for Leadline-Wait-For.',
          schema: { type: 'integer', minimum: 0 },
        },
      }),
});

/** Without its parameters. */
const contentTypeOf = (codec: t.Mixed): string =>
  codec instanceof StreamedType ? codec.contentType.replace(/;.*/, '') : 'application/json';

const contentOf = (codec: t.Mixed, schemaOf: SchemaOf): JsonSchema =>
  codec instanceof JsonOrCsvType
    ? { ...contentOf(codec.json, schemaOf), ...contentOf(CsvFile, schemaOf) }
    : { [contentTypeOf(codec)]: { schema: schemaOf(codec) } };

const responsesOf = (route: Route, schemaOf: SchemaOf): JsonSchema => {
  const answers = Object.entries(route.responses).map(([status, codec]) => [
    status,
    {
      description: 'As asked for.',
      headers: headersAnswered(route),
      content: contentOf(codec, schemaOf),
    },
  ]);
  const problems = problemsOf(route).map((kind) => [
    String(statusOf(kind)),
    {
      description: `A problem of type /problems/${kind}, or another with this status.`,
      content: { 'application/problem+json': { schema: schemaOf(Problem) } },
    },
  ]);
  return Object.fromEntries([...problems, ...answers]);
};

const bodyContentOf = ({ body, example }: Route, schemaOf: SchemaOf): JsonSchema =>
  body instanceof UploadType
    ? Object.fromEntries(body.contentTypes.map((type) => [type, { schema: schemaOf(body) }]))
    : { 'application/json': { schema: schemaOf(body), example } };

const operation = (route: Route, schemaOf: SchemaOf): JsonSchema => ({
  operationId: route.id,
  summary: route.summary,
  tags: [route.path.split('/')[2] ?? 'operations'],
  security: route.access === 'public' ? [] : [{ apiKey: [] }],
  ...(route.access === 'public' ? {} : { 'x-roles': ['admin', ...route.access] }),
  parameters: parametersOf(route, schemaOf),
  ...(hasBody(route)
    ? {
        requestBody: {
          required: true,
          content: bodyContentOf(route, schemaOf),
        },
      }
    : {}),
  responses: responsesOf(route, schemaOf),
});

/** The OpenAPI 3.1 document of a table of routes. */
export const describeRoutes = (routes: readonly Route[], version: string): Json => {
  const { schemaOf, collected } = createSchemas('#/components/schemas');
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const route of routes) {
    const path = inPath(route.path);
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route, schemaOf) };
  }
  const document: unknown = JSON.parse(
    JSON.stringify({
      openapi: '3.1.0',
      info: {
        title: 'Leadline',
        version,
        description: 'Records what leads do, runs the flows that follow, and can prove why.',
      },
      security: [{ apiKey: [] }],
      paths,
      components: {
        schemas: collected(),
        parameters: headerParameters(),
        securitySchemes: { apiKey: { type: 'http', scheme: 'bearer', description: 'll_<id>_<secret>' } },
      },
    }),
  );
  if (!Json.is(document)) throw new Error('the API description is not JSON');
  return document;
};
