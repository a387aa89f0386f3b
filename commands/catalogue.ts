import type { CallPatternContent } from '../domain/call-pattern/call-pattern.js';
import type { Channel, PhoneNumber } from '../domain/codecs/values.js';
import type { SendingLimits } from '../domain/connection/limits.js';
import type { ConnectionKind } from '../domain/connection/settings.js';
import type { Funnel } from '../domain/funnel/funnel.js';
import type { ProductDetails } from '../domain/product/product.js';
import type { Reason } from '../domain/run/events.js';
import type { SavedSegment } from '../domain/segment/saved-segment.js';
import type { SmsContent } from '../domain/sms-template/sms-template.js';
import type { Template } from '../domain/template/template.js';
import type { ManageSuppressions } from './manage-suppressions.js';
import type { Repositories } from './repositories.js';

/** What an action may look up when it runs. */
export interface Catalogue {
  readonly template: (id: string) => Promise<Template>;
  readonly product: (id: string) => Promise<ProductDetails | undefined>;
  /** All versions, the first at index 0; none when there is no such template. */
  readonly smsTemplate: (id: string) => Promise<readonly SmsContent[]>;
  readonly callPattern: (id: string) => Promise<readonly CallPatternContent[]>;
  readonly funnel: (id: string) => Promise<Funnel | undefined>;
  /** The versions of a saved segment; none of one that does not exist. */
  readonly segment: (id: string) => Promise<readonly SavedSegment[]>;
  readonly hasList: (id: string) => Promise<boolean>;
  /** `absent`, or whether leads may enter it. */
  readonly flow: (id: string) => Promise<'absent' | 'inactive' | 'active'>;
  readonly connection: (kind: ConnectionKind, id: string) => Promise<PublicConnection | undefined>;
  /** Why an address is not written to any more, whoever's it is. */
  readonly suppression: (channel: Channel, address: string) => Promise<Reason | undefined>;
}

/** What actions need to know of a connection; its secrets are not among it. */
export interface PublicConnection {
  readonly connectionId: string;
  readonly kind: ConnectionKind;
  /** The numbers that it may send from and call from. */
  readonly numbers: readonly PhoneNumber[];
  readonly limits?: SendingLimits;
  /** The country that numbers without a country code are from. */
  readonly defaultRegion?: string;
}

/** What the catalogue is put together from. */
export interface CataloguePorts {
  readonly repositories: Pick<
    Repositories,
    'templates' | 'products' | 'smsTemplates' | 'callPatterns' | 'lists' | 'flows' | 'funnels' | 'segments'
  >;
  readonly connection: Catalogue['connection'];
  readonly reasonFor: ManageSuppressions['reasonFor'];
}

/** The catalogue as the streams have it: up to date with every command that was answered. */
export const createCatalogue = ({ repositories, connection, reasonFor }: CataloguePorts): Catalogue => ({
  template: async (id) => (await repositories.templates.load(id)).state,
  product: async (id) => {
    const { state } = await repositories.products.load(id);
    return state.status === 'listed' ? state.details : undefined;
  },
  smsTemplate: async (id) => (await repositories.smsTemplates.load(id)).state.versions,
  callPattern: async (id) => (await repositories.callPatterns.load(id)).state.versions,
  funnel: async (id) => (await repositories.funnels.load(id)).state.versions.at(-1),
  segment: async (id) => (await repositories.segments.load(id)).state.versions,
  hasList: async (id) => (await repositories.lists.load(id)).state.versions.length > 0,
  flow: async (id) => {
    const { state } = await repositories.flows.load(id);
    if (state.status === 'absent') return 'absent';
    return state.status === 'active' ? 'active' : 'inactive';
  },
  connection,
  suppression: reasonFor,
});
