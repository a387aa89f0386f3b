import type { Account } from './account.js';
import type { CallRecord } from './call-record.js';
import type { CallbackRecord } from './callback.js';
import type { Callbacks } from './callbacks.js';
import type { MessageRecord } from './message-record.js';
import type { OptOuts } from './opt-outs.js';
import type { Records } from './records.js';

/** All that a request can touch. */
export interface Exchange {
  readonly account: Account;
  readonly messages: Records<MessageRecord>;
  readonly calls: Records<CallRecord>;
  readonly sent: Records<CallbackRecord>;
  readonly callbacks: Callbacks;
  readonly optOuts: OptOuts;
  readonly now: () => Date;
  /** Under which this server is reached. */
  readonly url: () => string;
}
