import { aggregates, idInStream } from '../domain/aggregates.js';
import type { Template } from '../domain/template/template.js';
import type { Document, ReadModel } from './read-model.js';

export interface TemplateDocument extends Document, Template {}

const { template } = aggregates;

/** Every e-mail template with its versions. */
export const templates: ReadModel<TemplateDocument> = {
  name: 'templates',
  version: 1,
  indexes: [],
  key: (event) => idInStream(template.category, event.stream),
  evolve: (doc, event) =>
    template.isEvent(event)
      ? {
          ...template.evolve(doc ?? template.initial, event),
          _id: event.data.templateId,
          position: event.position,
        }
      : doc,
};
