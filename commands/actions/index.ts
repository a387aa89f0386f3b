import { under } from '../../domain/codecs/decode.js';
import type { Typed } from '../../domain/codecs/json.js';
import type { ActionType, ReadActionResult } from '../action.js';
import { addProduct } from './add-product.js';
import { addTag } from './add-tag.js';
import { addTjSubscription } from './add-tj-subscription.js';
import { addToBroadcastList } from './add-to-broadcast-list.js';
import { createSpecialOffer } from './create-special-offer.js';
import { makeNote } from './make-note.js';
import { makePhoneCall } from './make-phone-call.js';
import { removeFromBroadcastList } from './remove-from-broadcast-list.js';
import { removeProduct } from './remove-product.js';
import { removeSpecialOffer } from './remove-special-offer.js';
import { removeTag } from './remove-tag.js';
import { sendEmail } from './send-email.js';
import { sendSms } from './send-sms.js';
import { startFollowUp } from './start-follow-up.js';
import { stopFollowUp } from './stop-follow-up.js';
import { webhook } from './webhook.js';

/** THE list of action types. */
export const actionTypes: readonly ActionType[] = [
  addProduct,
  addTag,
  addTjSubscription,
  addToBroadcastList,
  createSpecialOffer,
  makeNote,
  makePhoneCall,
  removeFromBroadcastList,
  removeProduct,
  removeSpecialOffer,
  removeTag,
  sendEmail,
  sendSms,
  startFollowUp,
  stopFollowUp,
  webhook,
];

const byType: ReadonlyMap<string, ActionType> = new Map(actionTypes.map((type) => [type.type, type]));

/** Reads `{type, …settings}`; faults carry their path below `path`. */
export const readAction = (action: Typed, path: string): ReadActionResult =>
  byType.get(action.type)?.read(action, path) ?? {
    ok: false,
    faults: [
      {
        path: under(path, 'type'),
        message: `must be one of ${[...byType.keys()].join(', ')}`,
      },
    ],
  };
