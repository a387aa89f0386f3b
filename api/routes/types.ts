import * as t from 'io-ts';
import { actionTypes } from '../../commands/actions/index.js';
import { list } from '../../domain/codecs/collections.js';
import { Json } from '../../domain/codecs/json.js';
import { open } from '../../domain/codecs/struct.js';
import { activities } from '../../domain/lead/activity.js';
import { conditionTypes } from '../../rules/conditions/index.js';
import type { FormField } from '../../rules/form.js';
import { triggerTypes } from '../../rules/triggers/index.js';
import { leadReaders } from '../access.js';
import { unbounded } from '../codecs.js';
import { createSchemas } from '../openapi/json-schema.js';
import { defineRoute, nothing, type Route, reply } from '../route.js';

const TypeAnswer = open('Type', { type: t.string, label: t.string, schema: Json }, { form: Json });
const types = list(TypeAnswer, unbounded);
const TypesAnswer = open('Types', { actions: types, conditions: types, triggers: types, activities: types });

interface Described {
  readonly type: string;
  readonly label: string;
  readonly settings: t.Mixed;
  readonly form?: readonly FormField[];
}

const asJson = (value: unknown): Json => {
  const plain: unknown = JSON.parse(JSON.stringify(value));
  return Json.is(plain) ? plain : null;
};

const show = ({ type, label, settings, form }: Described): t.TypeOf<typeof TypeAnswer> => {
  const { schemaOf, collected } = createSchemas('#/$defs');
  const schema = asJson({ ...schemaOf(settings), $defs: collected() });
  return { type, label, schema, ...(form === undefined ? {} : { form: asJson(form) }) };
};

const words = (type: string): string => {
  const text = type.replaceAll('-', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
};

const answer = {
  actions: actionTypes.map(show),
  conditions: conditionTypes.map(show),
  triggers: triggerTypes.map(show),
  activities: activities.map(({ type, input }) => show({ type, label: words(type), settings: input })),
};

export const typeRoutes: readonly Route[] = [
  defineRoute({
    id: 'listTypes',
    method: 'GET',
    path: '/v1/types',
    summary:
      'The types of actions, conditions, triggers and activities, with the JSON Schema of each, and the fields of a form for conditions',
    access: leadReaders,
    params: nothing,
    query: nothing,
    body: nothing,
    responses: { 200: TypesAnswer },
    handle: async () => reply(200, answer),
  }),
];
