import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import ipaddr from 'ipaddr.js';
import { Agent } from 'undici';

/** Whether an address may be reached. */
export type MayReach = (address: string) => boolean;

type Address = ipaddr.IPv4 | ipaddr.IPv6;

const toRange = (text: string): readonly [Address, number] => {
  if (text.includes('/')) return ipaddr.parseCIDR(text);
  const address = ipaddr.parse(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
};

const isPublic = (address: Address): boolean =>
  address.range() === 'unicast' &&
  // Of IPv6 nothing else is in use; ::127.0.0.1 and the like would be taken for public.
  (address instanceof ipaddr.IPv4 || address.match(ipaddr.IPv6.parse('2000::'), 3));

/** Lets through public addresses, and those that the configuration allows: `127.0.0.1`, `10.0.0.0/8`. */
export const createAddressCheck = (allowed: readonly string[]): MayReach => {
  const ranges = allowed.map(toRange);
  return (text) => {
    if (!ipaddr.isValid(text)) return false;
    const address = ipaddr.process(text);
    return (
      isPublic(address) ||
      ranges.some(([range, bits]) => range.kind() === address.kind() && address.match(range, bits))
    );
  };
};

/** An address that may not be reached: it never will. */
export class ForbiddenAddress extends Error {}

/** The addresses of a host. `localhost` and what ends in it is this machine, whatever a name server says (RFC 6761). */
const addressesOf = async (host: string): Promise<readonly LookupAddress[]> =>
  /(^|\.)localhost\.?$/i.test(host)
    ? [
        { address: '127.0.0.1', family: 4 },
        { address: '::1', family: 6 },
      ]
    : lookup(host, { all: true });

/**
 * Refuses a URL that names an address that may not be reached, or holds a password. Names are judged when the agent
 * looks them up. @throws ForbiddenAddress; TypeError when it is no URL
 */
export const checkUrl = (url: string, mayReach: MayReach): void => {
  const { hostname, username, password } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  if (username !== '' || password !== '') throw new ForbiddenAddress('The URL holds a password.');
  if (ipaddr.isValid(host) && !mayReach(host))
    throw new ForbiddenAddress(`The address ${host} is not public.`);
};

/**
 * Connects only to addresses that may be reached, whatever a name resolves to.
 * @param timeout in milliseconds: for the connection, for the answer to begin, and between two parts of it
 */
export const createCheckedAgent = (mayReach: MayReach, timeout: number): Agent =>
  new Agent({
    connect: {
      timeout,
      // The address that was checked is the one that is connected to: a second lookup could answer otherwise.
      lookup: (host, _options, done) => {
        addressesOf(host).then(
          (addresses) => {
            const reachable = addresses.filter(({ address }) => mayReach(address));
            if (reachable.length > 0) done(null, reachable);
            else done(new ForbiddenAddress(`The address of ${host} is not public.`), []);
          },
          (error: NodeJS.ErrnoException) => done(error, []),
        );
      },
    },
    headersTimeout: timeout,
    bodyTimeout: timeout,
  });
