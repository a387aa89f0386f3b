import * as t from 'io-ts';
import { ListId } from '../../domain/codecs/ids.js';
import { closed } from '../../domain/codecs/struct.js';
import { defineAction, skip } from '../action.js';

const settings = closed('RemoveFromBroadcastListSettings', {
  type: t.literal('remove-from-broadcast-list'),
  listId: ListId,
});

/** The only way off a list, whether the lead has an address still or not. */
export const removeFromBroadcastList = defineAction<t.TypeOf<typeof settings>>({
  type: 'remove-from-broadcast-list',
  label: 'Remove contact/lead from e-mail broadcast list',
  settings,
  sentence: ({ listId }) => `remove the lead from the broadcast list “${listId}”`,
  references: ({ listId }) => [{ kind: 'list', id: listId, path: 'listId' }],
  run: async ({ listId }, { lead, catalogue }) => {
    if (!(await catalogue.hasList(listId)))
      return skip('unknown-list', `There is no broadcast list “${listId}”.`);
    const already = !lead.lists.includes(listId);
    const result = already ? { listId, already } : { listId };
    return { kind: 'change', command: { type: 'RemoveFromList', listId }, result };
  },
});
