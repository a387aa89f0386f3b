import { ApiError, notFound } from './api-error.js';
import type { CallRecord } from './call-record.js';
import { callCallbacks, callResource } from './call-resource.js';
import type { Exchange } from './exchange.js';
import { phoneAnswer } from './phone-behaviour.js';
import { type AskedCall, readCall } from './read-call.js';
import { json, type Reply } from './reply.js';
import { runTwiml } from './run-twiml.js';
import { newSid } from './sid.js';

const secondsToAnswer = 5;

type Course = Pick<
  CallRecord,
  'status' | 'answeredBy' | 'ringSeconds' | 'duration' | 'transcript' | 'errors' | 'recordingSid'
>;

const unanswered = (status: CallRecord['status'], ringSeconds: number): Course => ({
  status,
  answeredBy: null,
  ringSeconds,
  duration: null,
  transcript: [],
  errors: [],
  recordingSid: null,
});

/** Who is at the other end, where the caller wants to know. */
const detected = ({ machineDetection }: AskedCall, answer: 'human' | 'machine'): string | null => {
  if (machineDetection === undefined) return null;
  if (answer === 'human') return 'human';
  return machineDetection === 'DetectMessageEnd' ? 'machine_end_beep' : 'machine_start';
};

const answered = (call: AskedCall, answer: 'human' | 'machine', ownNumbers: readonly string[]): Course => {
  const { transcript, seconds, errors } = runTwiml(call.response, ownNumbers, call.timeLimit);
  return {
    status: 'completed',
    answeredBy: detected(call, answer),
    ringSeconds: Math.min(secondsToAnswer, call.timeout),
    duration: seconds,
    transcript: [...transcript],
    errors: [...errors],
    recordingSid: call.record ? newSid('RE') : null,
  };
};

/** How the call goes, from its first ring to its end. */
const courseOf = (call: AskedCall, ownNumbers: readonly string[]): Course => {
  const answer = phoneAnswer(call.to);
  switch (answer) {
    case 'human':
    case 'machine':
      return answered(call, answer, ownNumbers);
    case 'busy':
    case 'failed':
      return unanswered(answer, 0);
    case 'no-answer':
      return unanswered(answer, call.timeout);
    default:
      return answer satisfies never;
  }
};

/** Takes a call that is to be made; how it goes is told after the answer. */
export const createCall = async (exchange: Exchange, form: URLSearchParams): Promise<Reply> => {
  const { account, calls, callbacks, now, url } = exchange;
  const call = readCall(form, account);
  if (callbacks.isFull()) throw new ApiError(20429, 'Too Many Requests', 429);
  const { from, to, twiml, statusCallback, recordingCallback } = call;
  const record: CallRecord = {
    sid: newSid('CA'),
    receivedAt: now().toISOString(),
    from,
    to,
    twiml,
    statusCallback,
    recordingCallback,
    ...courseOf(call, account.numbers),
  };
  const entry = { sid: record.sid, callbacks: callCallbacks(record, account.accountSid, url()) };
  await calls.add(record);
  const afterwards = await callbacks.keep(entry);
  return { ...json(callResource(record, account.accountSid, true), 201), afterwards };
};

/** A call that was asked for. */
export const fetchCall = ({ account, calls }: Exchange, sid: string, path: string): Reply => {
  const call = calls.find((one) => one.sid === sid);
  if (call === undefined) throw notFound(path);
  return json(callResource(call, account.accountSid));
};
