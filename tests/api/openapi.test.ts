import { describe, expect, test } from 'vitest';
import { nothing } from '../../api/route.js';
import { UploadType } from '../../api/upload.js';
import { decode } from '../../domain/codecs/decode.js';
import { isRecord } from '../../domain/codecs/struct.js';
import { useApi } from './support/use-api.js';

const { get, api } = useApi();

const describeApi = async () => (await get('/openapi.json', { headers: { authorization: '' } })).body;

const refsIn = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(refsIn);
  if (!isRecord(value)) return [];
  const { $ref, ...rest } = value;
  return [...(typeof $ref === 'string' ? [$ref] : []), ...Object.values(rest).flatMap(refsIn)];
};

const resolve = (document: unknown, ref: string): unknown =>
  ref
    .replace('#/', '')
    .split('/')
    .reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), document);

describe('/openapi.json', () => {
  test('describes every route', async () => {
    const document = await describeApi();
    expect(document.openapi).toBe('3.1.0');
    expect(document.info.version).toBe('1.2.3');
    for (const { path, method, id, responses } of api().routes) {
      const operation = document.paths[path.replace(/:(\w+)/g, '{$1}')][method.toLowerCase()];
      expect(operation.operationId).toBe(id);
      for (const status of Object.keys(responses)) {
        const contents = Object.values(operation.responses[status].content);
        expect(contents).not.toHaveLength(0);
        for (const content of contents) expect(content).toMatchObject({ schema: expect.anything() });
      }
      const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name);
      const declared = operation.parameters.filter((one: { in?: string }) => one.in === 'path');
      expect(declared.map(({ name }: { name: string }) => name)).toEqual(inPath);
    }
    const described = Object.values(document.paths).flatMap((path) =>
      isRecord(path) ? Object.keys(path) : [],
    );
    expect(described).toHaveLength(api().routes.length);
    const ids = api().routes.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('every reference leads somewhere, and no schema is empty by accident', async () => {
    const document = await describeApi();
    const refs = new Set(refsIn(document));
    expect(refs.size).toBeGreaterThan(40);
    for (const ref of refs) expect(resolve(document, ref), ref).toBeDefined();
    for (const [name, schema] of Object.entries(document.components.schemas))
      expect(Object.keys(schema ?? {}), name).not.toHaveLength(0);
    for (const name of Object.keys(document.components.schemas)) expect(name).toMatch(/^[\w.-]+$/);
  });

  test('the examples are accepted by the codecs that read them', () => {
    const withBody = api().routes.filter(
      ({ body }) => !Object.is(body, nothing) && !(body instanceof UploadType),
    );
    expect(withBody.length).toBeGreaterThan(8);
    for (const { id, body, example } of withBody)
      expect(decode(body, example), id).toMatchObject({ ok: true });
  });

  test('shows what may be sent: required settings, every action type, bounds', async () => {
    const { schemas } = (await describeApi()).components;
    expect(schemas.NewFlow.required).toEqual(['name', 'trigger', 'steps']);
    expect(schemas.NewFlow.additionalProperties).toBe(false);
    expect(schemas.NewFlow.properties.steps).toMatchObject({ type: 'array', minItems: 1, maxItems: 100 });
    expect(schemas.Action.oneOf).toContainEqual({ $ref: '#/components/schemas/SendEmailSettings' });
    expect(schemas.Conditions.oneOf).toContainEqual({ $ref: '#/components/schemas/HasTag' });
    expect(schemas.When.discriminator.mapping.delay).toBe('#/components/schemas/When.delay');
    expect(schemas['When.delay'].properties.delay.pattern).toContain('^P');
    expect(schemas.EventReport.discriminator.mapping['form-submitted']).toContain('form-submitted');
    expect(schemas.Explanation.properties.of.items).toEqual({ $ref: '#/components/schemas/Explanation' });
  });

  test('says who may call what, and what can go wrong', async () => {
    const { paths } = await describeApi();
    expect(paths['/v1/flows'].post['x-roles']).toEqual(['admin']);
    expect(paths['/healthz'].get.security).toEqual([]);
    expect(Object.keys(paths['/v1/flows'].post.responses)).toEqual(
      expect.arrayContaining(['200', '201', '400', '401', '403', '409', '413', '415', '422']),
    );
    expect(Object.keys(paths['/v1/flows/{flowId}'].put.responses)).toContain('412');
    expect(paths['/v1/leads'].get.parameters).toContainEqual({
      name: 'limit',
      in: 'query',
      required: false,
      schema: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
    });
  });
});
