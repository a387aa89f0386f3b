import type { CallPatternContent } from '../domain/call-pattern/call-pattern.js';
import type { Channel, PhoneNumber } from '../domain/codecs/values.js';
import type { ProductDetails } from '../domain/product/product.js';
import type { Reason } from '../domain/run/events.js';
import type { SmsContent } from '../domain/sms-template/sms-template.js';
import type { Template } from '../domain/template/template.js';
import type { Repositories } from './repositories.js';
import type { Hash } from './resolve-lead.js';

/** What an action may look up when it runs. */
export interface Catalogue {
  readonly template: (id: string) => Promise<Template>;
  readonly product: (id: string) => Promise<ProductDetails | undefined>;
  /** All versions, the first at index 0; none when there is no such template. */
  readonly smsTemplate: (id: string) => Promise<readonly SmsContent[]>;
  readonly callPattern: (id: string) => Promise<readonly CallPatternContent[]>;
  readonly hasList: (id: string) => Promise<boolean>;
  /** `absent`, or whether leads may enter it. */
  readonly flow: (id: string) => Promise<'absent' | 'inactive' | 'active'>;
  readonly connection: (kind: ConnectionKind, id: string) => Promise<PublicConnection | undefined>;
  /** Why an address is not written to any more, whoever's it is. */
  readonly suppression: (channel: Channel, address: string) => Promise<Reason | undefined>;
}

export type ConnectionKind = 'smtp' | 'twilio' | 'training-jet';

/** What actions need to know of a connection; its secrets are not among it. */
export interface PublicConnection {
  readonly connectionId: string;
  readonly kind: ConnectionKind;
  /** The numbers that it may send from and call from. */
  readonly numbers: readonly PhoneNumber[];
  /** The country that numbers without a country code are from. */
  readonly defaultRegion?: string;
}

/** The stream of an address in a channel; mailboxes that differ in capitals only are taken for one. */
export const suppressionId = (channel: Channel, address: string, hash: Hash): string =>
  hash(`${channel} ${address.toLowerCase()}`);

/** What the catalogue is put together from. */
export interface CataloguePorts {
  readonly repositories: Pick<
    Repositories,
    'templates' | 'products' | 'smsTemplates' | 'callPatterns' | 'lists' | 'flows' | 'suppressions'
  >;
  readonly connection: Catalogue['connection'];
  readonly hash: Hash;
}

/** The catalogue as the streams have it: up to date with every command that was answered. */
export const createCatalogue = ({ repositories, connection, hash }: CataloguePorts): Catalogue => ({
  template: async (id) => (await repositories.templates.load(id)).state,
  product: async (id) => {
    const { state } = await repositories.products.load(id);
    return state.status === 'listed' ? state.details : undefined;
  },
  smsTemplate: async (id) => (await repositories.smsTemplates.load(id)).state.versions,
  callPattern: async (id) => (await repositories.callPatterns.load(id)).state.versions,
  hasList: async (id) => (await repositories.lists.load(id)).state.versions.length > 0,
  flow: async (id) => {
    const { state } = await repositories.flows.load(id);
    if (state.status === 'absent') return 'absent';
    return state.status === 'active' ? 'active' : 'inactive';
  },
  connection,
  suppression: async (channel, address) => {
    const { state } = await repositories.suppressions.load(suppressionId(channel, address, hash));
    return state.status === 'suppressed' ? state.reason : undefined;
  },
});
