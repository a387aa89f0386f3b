import * as t from 'io-ts';
import { request } from 'undici';
import type { Delivery, TrainingJetMessage } from '../../commands/message.js';
import { decode } from '../../domain/codecs/decode.js';
import { open } from '../../domain/codecs/struct.js';
import { line } from '../../domain/codecs/text.js';
import type { Url } from '../../domain/codecs/values.js';
import { SubscriptionId } from '../../domain/lead/training-jet-events.js';
import { checkUrl, createAddressCheck, createCheckedAgent } from './checked-agent.js';
import { type Failure, failed, failureOf, mayWorkLater } from './request-outcome.js';

/** Where an account of Training Jet is, and what opens it. */
export interface TrainingJetConnection {
  /** `/v1` is below it. */
  readonly baseUrl: Url;
  readonly token: string;
}

export interface TrainingJetOptions {
  /** Finds a connection, or says what becomes of a message without one. */
  readonly connectionOf: (
    connectionId: string,
  ) => Promise<{ readonly kind: 'found'; readonly connection: TrainingJetConnection } | Failure>;
  /** Ranges that may be reached although they are not public: `127.0.0.1`, `10.0.0.0/8`. */
  readonly allowedAddresses: readonly string[];
  /** In milliseconds: for a connection, for an answer to begin, and between two parts of it. */
  readonly timeout?: number;
}

/** Strict: what else the answer has stays out of what is recorded. */
const AddedSubscription = t.strict(
  {
    subscriptionId: SubscriptionId,
    accountId: line('TrainingJetAccountId', 200),
    status: line('TrainingJetStatus', 100),
  },
  'a subscription',
);
export type AddedSubscription = t.TypeOf<typeof AddedSubscription>;

const Account = t.strict({ name: line('TrainingJetAccountName', 200) }, 'an account');
const Problem = open('TrainingJetProblem', {}, { detail: t.string, title: t.string });

export interface TrainingJetGateway {
  /**
   * Asks for a subscription. Whatever broke may be tried again: the Idempotency-Key makes one subscription of all tries.
   * Codes of failures: `unknown-connection`, and `training-jet-refused`, `-redirected`, `-unreadable`, `-forbidden`,
   * `-unusable` or `-unreachable`.
   */
  readonly addSubscription: (message: TrainingJetMessage) => Promise<Delivery<AddedSubscription>>;
  /** Whether a connection works, in the words of the server where it does not. */
  readonly check: (
    connection: TrainingJetConnection,
  ) => Promise<
    { readonly ok: true; readonly detail: string } | { readonly ok: false; readonly message: string }
  >;
  readonly close: () => Promise<void>;
}

const maxAnswer = 64 * 1024;

/** The text of an answer; nothing where it is longer than anybody reads: leaving the loop hangs up. */
const textOf = async (body: AsyncIterable<Uint8Array>): Promise<string | undefined> => {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body) {
    size += part.length;
    if (size > maxAnswer) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
};

const parse = (text: string | undefined): unknown => {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
};

const endpoint = (baseUrl: Url, path: string): string => {
  const url = new URL(baseUrl);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}${path}`;
  url.search = '';
  url.hash = '';
  return url.href;
};

const judge = <A>(codec: t.Decoder<unknown, A>, status: number, text: string | undefined): Delivery<A> => {
  if (status >= 300 && status < 400)
    return failed(
      'permanent',
      'training-jet-redirected',
      `Training Jet answered ${status}; redirects are not followed.`,
    );
  const body = parse(text);
  if (status >= 400) {
    const problem = decode(Problem, body);
    const said = problem.ok ? (problem.value.detail ?? problem.value.title) : undefined;
    const words = said === undefined ? '.' : `: ${said}`;
    const kind = mayWorkLater(status) ? 'transient' : 'permanent';
    return failed(kind, 'training-jet-refused', `Training Jet answered ${status}${words}`);
  }
  const answer = decode(codec, body);
  if (answer.ok) return { kind: 'delivered', receipt: answer.value };
  const faults = answer.faults.map(({ path, message }) => `${path === '' ? 'it' : path} ${message}`);
  return failed(
    'permanent',
    'training-jet-unreadable',
    `The answer of Training Jet cannot be read: ${faults.join('; ')}.`,
  );
};

interface Call<A> {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Readonly<Record<string, string>>;
  readonly answer: t.Decoder<unknown, A>;
}

/** Speaks with Training Jet (docs/training-jet.md), and only at addresses that may be reached. */
export const createTrainingJetGateway = ({
  connectionOf,
  allowedAddresses,
  timeout = 10_000,
}: TrainingJetOptions): TrainingJetGateway => {
  const mayReach = createAddressCheck(allowedAddresses);
  const agent = createCheckedAgent(mayReach, timeout);

  const send = async <A>(connection: TrainingJetConnection, call: Call<A>): Promise<Delivery<A>> => {
    const url = endpoint(connection.baseUrl, call.path);
    checkUrl(url, mayReach);
    const { statusCode, body } = await request(url, {
      dispatcher: agent,
      method: call.method,
      headers: {
        ...call.headers,
        'user-agent': 'Leadline',
        accept: 'application/json',
        'content-type': 'application/json',
        authorization: `Bearer ${connection.token}`,
      },
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      signal: AbortSignal.timeout(3 * timeout),
    });
    return judge(call.answer, statusCode, await textOf(body));
  };

  /** Never throws, and never says the token, also where a server says it. */
  const attempt = async <A>(connection: TrainingJetConnection, call: Call<A>): Promise<Delivery<A>> => {
    const outcome = await send(connection, call).catch(
      (error: unknown): Failure => failureOf('training-jet', error),
    );
    return outcome.kind === 'delivered'
      ? outcome
      : { ...outcome, message: outcome.message.replaceAll(connection.token, '…') };
  };

  return {
    addSubscription: async ({ connectionId, idempotencyKey, email, name, planId }) => {
      const found = await connectionOf(connectionId);
      if (found.kind !== 'found') return found;
      return attempt(found.connection, {
        method: 'POST',
        path: '/v1/subscriptions',
        headers: { 'idempotency-key': idempotencyKey },
        body: { email, planId, ...(name === undefined ? {} : { name }) },
        answer: AddedSubscription,
      });
    },
    check: async (connection) => {
      const outcome = await attempt(connection, { method: 'GET', path: '/v1/account', answer: Account });
      return outcome.kind === 'delivered'
        ? { ok: true, detail: `Connected to Training Jet as “${outcome.receipt.name}”.` }
        : { ok: false, message: outcome.message };
    },
    close: () => agent.close(),
  };
};
