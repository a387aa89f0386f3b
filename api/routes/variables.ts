import * as t from 'io-ts';
import { listedVariables, openVariables } from '../../commands/variables.js';
import { list } from '../../domain/codecs/collections.js';
import { Json } from '../../domain/codecs/json.js';
import { open } from '../../domain/codecs/struct.js';
import { readers } from '../access.js';
import { unbounded } from '../codecs.js';
import { defineRoute, nothing, type Route, reply } from '../route.js';

const Variable = open('Variable', {
  /** As texts name it: `{{ contact.firstName }}`. */
  name: t.string,
  /** What is shown where there is no value. */
  placeholder: t.string,
  example: Json,
  source: t.string,
});

const Variables = open('Variables', {
  items: list(Variable, unbounded),
  /** Whose names the leads and events bring along. */
  open: list(open('OpenVariable', { pattern: t.string, source: t.string }), unbounded),
});

/** What the texts of templates and actions may name. */
export const variableRoutes: readonly Route[] = [
  defineRoute({
    id: 'listVariables',
    method: 'GET',
    path: '/v1/templates/variables',
    summary: 'What texts may name, and what each is shown as where its value is missing',
    access: readers,
    params: nothing,
    query: nothing,
    body: nothing,
    responses: { 200: Variables },
    handle: async () => reply(200, { items: listedVariables, open: openVariables }),
  }),
];
