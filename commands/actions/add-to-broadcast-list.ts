import * as t from 'io-ts';
import { ListId } from '../../domain/codecs/ids.js';
import { closed } from '../../domain/codecs/struct.js';
import { defineAction, skip } from '../action.js';
import { emailAddressOf } from '../email-address.js';

const settings = closed('AddToBroadcastListSettings', {
  type: t.literal('add-to-broadcast-list'),
  listId: ListId,
});

/** A list is one of e-mail addresses: a lead without one cannot be on it. */
export const addToBroadcastList = defineAction<t.TypeOf<typeof settings>>({
  type: 'add-to-broadcast-list',
  label: 'Add contact/lead to e-mail broadcast list',
  settings,
  sentence: ({ listId }) => `add the lead to the broadcast list “${listId}”`,
  references: ({ listId }) => [{ kind: 'list', id: listId, path: 'listId' }],
  run: async ({ listId }, { lead, catalogue }) => {
    if (!(await catalogue.hasList(listId)))
      return skip('unknown-list', `There is no broadcast list “${listId}”.`);
    const email = emailAddressOf(lead);
    if (!email.ok) return { kind: 'skip', reason: email.reason };
    const already = lead.lists.includes(listId);
    const result = already ? { listId, already } : { listId };
    return { kind: 'change', command: { type: 'AddToList', listId }, result };
  },
});
