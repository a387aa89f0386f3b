import { createHash, timingSafeEqual } from 'node:crypto';
import type { Account } from './account.js';
import { ApiError } from './api-error.js';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Refuses with 20003 whoever does not sign in as the account, and takes the same time whatever is wrong. */
export const authenticate = (authorization: string | undefined, account: Account): void => {
  const given = Buffer.from(authorization?.match(/^basic +([a-z0-9+/=]+)$/i)?.[1] ?? '', 'base64');
  const wanted = `${account.accountSid}:${account.authToken}`;
  if (!timingSafeEqual(digest(given.toString('utf8')), digest(wanted)))
    throw new ApiError(20003, 'Authenticate', 401);
};
