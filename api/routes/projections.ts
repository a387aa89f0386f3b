import { closed } from '../../domain/codecs/struct.js';
import { line } from '../../domain/codecs/text.js';
import { DomainError } from '../../domain/errors.js';
import { auditors } from '../access.js';
import type { ApiPorts } from '../ports.js';
import { ReadModelAnswer, ReadModelList } from '../projection-codecs.js';
import { defineRoute, nothing, type Route, reply } from '../route.js';

const ReadModelPath = closed('ReadModelPath', { name: line('ReadModelName', 100) });

/** What operators ask of the read models, and the work on them. */
export const projectionRoutes = ({ readModels }: ApiPorts): readonly Route[] => {
  const shown = async (name: string): Promise<ReadModelAnswer> => {
    const [found] = await readModels.statuses([name]);
    if (found === undefined) throw DomainError.notFound('This read model');
    return found;
  };

  const begin = (verb: 'rebuild' | 'verify', summary: string): Route =>
    defineRoute({
      id: `${verb}ReadModel`,
      method: 'POST',
      path: `/v1/projections/:name/${verb}`,
      summary,
      access: [],
      params: ReadModelPath,
      query: nothing,
      body: nothing,
      responses: { 202: ReadModelAnswer },
      problems: ['not-allowed', 'unavailable'],
      handle: async ({ params: { name } }) => {
        await shown(name);
        await readModels[verb](name);
        return reply(202, await shown(name), { location: `/v1/projections/${name}` });
      },
    });

  const cancel = (verb: 'rebuild' | 'verify', summary: string): Route =>
    defineRoute({
      id: `cancel${verb === 'rebuild' ? 'Rebuild' : 'Verification'}`,
      method: 'DELETE',
      path: `/v1/projections/:name/${verb}`,
      summary,
      access: [],
      params: ReadModelPath,
      query: nothing,
      body: nothing,
      responses: { 200: ReadModelAnswer },
      problems: ['not-allowed', 'unavailable'],
      handle: async ({ params: { name } }) => {
        await shown(name);
        await readModels.cancel(name, verb);
        return reply(200, await shown(name));
      },
    });

  return [
    defineRoute({
      id: 'listReadModels',
      method: 'GET',
      path: '/v1/projections',
      summary: 'Every read model: how far it has come, and what is done on it',
      access: auditors,
      params: nothing,
      query: nothing,
      body: nothing,
      responses: { 200: ReadModelList },
      handle: async () => reply(200, { items: await readModels.statuses() }),
    }),
    defineRoute({
      id: 'getReadModel',
      method: 'GET',
      path: '/v1/projections/:name',
      summary: 'A read model, with the progress of its rebuild and the result of its verification',
      access: auditors,
      params: ReadModelPath,
      query: nothing,
      body: nothing,
      responses: { 200: ReadModelAnswer },
      handle: async ({ params: { name } }) => reply(200, await shown(name)),
    }),
    begin('rebuild', 'Build a read model anew from the log, beside the one that is read meanwhile'),
    cancel('rebuild', 'Stop a rebuild; what is read stays as it is'),
    begin('verify', 'Compare a read model with a fresh fold of the log'),
    cancel('verify', 'Stop a verification'),
  ];
};
