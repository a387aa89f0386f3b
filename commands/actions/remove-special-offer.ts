import * as t from 'io-ts';
import { closed } from '../../domain/codecs/struct.js';
import { defineAction, skip } from '../action.js';

const settings = closed('RemoveSpecialOfferSettings', { type: t.literal('remove-special-offer') });

/** Removes the offer that the lead has, which may be over. */
export const removeSpecialOffer = defineAction<t.TypeOf<typeof settings>>({
  type: 'remove-special-offer',
  label: 'Remove special offer',
  settings,
  sentence: () => 'remove the special offer',
  run: (_settings, { lead: { offer } }) =>
    offer === undefined
      ? skip('no-offer', 'The lead has no special offer.')
      : { kind: 'change', command: { type: 'RemoveSpecialOffer' }, result: { code: offer.code } },
});
