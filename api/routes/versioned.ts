import type * as t from 'io-ts';
import type { ManageVersioned } from '../../commands/manage-versioned.js';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { closed, open } from '../../domain/codecs/struct.js';
import { DomainError } from '../../domain/errors.js';
import { type Versioned, VersionNumber } from '../../domain/versioned.js';
import type { Page, PageRequest } from '../../projections/queries.js';
import type { VersionedDocument } from '../../projections/versioned.js';
import { readers } from '../access.js';
import { numberInText, PageQuery, pageOf, showPage, toPage } from '../codecs.js';
import type { ApiPorts } from '../ports.js';
import { defineRoute, nothing, type Route, reply } from '../route.js';

/** A codec of an object whose properties can be listed. */
interface ContentCodec<Content> extends t.Type<Content, unknown, unknown> {
  readonly required: t.Props;
  readonly optional: t.Props;
}

interface VersionedResource<Id extends string, Content> extends Pick<ApiPorts, 'newId'> {
  /** Such as `SmsTemplate`: what codecs and operation ids are called after. */
  readonly name: string;
  /** Such as `SMS template`, in summaries and refusals. */
  readonly noun: string;
  /** Such as `/v1/sms-templates`. */
  readonly path: string;
  /** Such as `templateId`: what the id is called in paths, bodies and answers. */
  readonly idName: string;
  readonly id: t.Type<Id, unknown, unknown>;
  readonly content: ContentCodec<Content>;
  /** A content that the codec accepts. */
  readonly example: object;
  readonly manage: ManageVersioned<Id, Content>;
  readonly page: (page: PageRequest) => Promise<Page<VersionedDocument<Id, Content>>>;
}

const VersionQuery = closed('VersionQuery', {}, { version: numberInText(VersionNumber) });

/** Create, list, read and revise the things of one kind that `defineVersioned` describes. */
export const versionedRoutes = <Id extends string, Content>(
  resource: VersionedResource<Id, Content>,
): readonly Route[] => {
  const { name, noun, path, idName, id: Id, content: Content, example, manage, page, newId } = resource;
  const Path = closed(`${name}Path`, { [idName]: Id });
  const New = closed(`New${name}`, Content.required, { ...Content.optional, [idName]: Id });
  const Answer = open(name, { [idName]: Id, version: VersionNumber, ...Content.required }, Content.optional);

  const idIn = (params: Readonly<Record<string, unknown>>): Id => decodeOrThrow(Id, params[idName]);

  const show = ({ id, versions }: Versioned<Id, Content>, version = versions.length) => {
    const content = versions[version - 1];
    if (id === undefined) throw DomainError.notFound(`This ${noun}`);
    if (content === undefined) throw DomainError.notFound(`Version ${version} of this ${noun}`);
    return { [idName]: id, version, ...content };
  };

  return [
    defineRoute({
      id: `create${name}`,
      method: 'POST',
      path,
      summary: `Create a new ${noun}`,
      access: [],
      params: nothing,
      query: nothing,
      body: New,
      example: { [idName]: 'example', ...example },
      responses: { 200: Answer, 201: Answer },
      problems: ['conflict'],
      handle: async ({ body, cause }) => {
        const { [idName]: wanted = newId(), ...content }: Readonly<Record<string, unknown>> = body;
        const id = decodeOrThrow(Id, wanted);
        const { state, position } = await manage.create(id, decodeOrThrow(Content, content), cause);
        const extras = { position, version: state.versions.length, location: `${path}/${id}` };
        return position === undefined ? reply(200, show(state), extras) : reply(201, show(state), extras);
      },
    }),
    defineRoute({
      id: `list${name}s`,
      method: 'GET',
      path,
      summary: `Every ${noun} in its latest version, by id`,
      access: readers,
      params: nothing,
      query: PageQuery,
      body: nothing,
      responses: { 200: pageOf(`${name}Page`, Answer) },
      handle: async ({ query }) =>
        reply(
          200,
          showPage(await page(toPage(query)), ({ id, version, content }) => ({
            [idName]: id,
            version,
            ...content,
          })),
        ),
    }),
    defineRoute({
      id: `get${name}`,
      method: 'GET',
      path: `${path}/:${idName}`,
      summary: `One ${noun} in its latest version, or in an earlier one (version)`,
      access: readers,
      params: Path,
      query: VersionQuery,
      body: nothing,
      responses: { 200: Answer },
      handle: async ({ params, query: { version } }) => {
        const { state } = await manage.load(idIn(params));
        return reply(200, show(state, version), { version: version ?? state.versions.length });
      },
    }),
    defineRoute({
      id: `revise${name}`,
      method: 'PUT',
      path: `${path}/:${idName}`,
      summary: `A new version of one ${noun}`,
      access: [],
      params: Path,
      query: nothing,
      body: Content,
      example,
      responses: { 200: Answer },
      isConditional: true,
      handle: async ({ params, body, cause, ifMatch }) => {
        const { state, position } = await manage.revise(idIn(params), body, cause, ifMatch);
        return reply(200, show(state), { position, version: state.versions.length });
      },
    }),
  ];
};
