import type { BroadcastId } from '../codecs/ids.js';
import type { Actor } from '../event.js';

/** A broadcast as the one who caused an event. */
export const broadcastActor = (broadcastId: BroadcastId): Actor => ({
  kind: 'flow',
  id: `broadcast:${broadcastId}`,
});
