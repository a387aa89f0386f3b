import * as t from 'io-ts';
import { LeadId } from '../codecs/ids.js';
import { open } from '../codecs/struct.js';
import { Instant } from '../codecs/time.js';
import { TemplateRef } from './message-events.js';

/** Which message to which lead. `messageId` is the key of the step that sent it. */
export const MessageRef = open(
  'MessageRef',
  { leadId: LeadId, messageId: t.string },
  { template: TemplateRef, sentAt: Instant },
);
export type MessageRef = t.TypeOf<typeof MessageRef>;
