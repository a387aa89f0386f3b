import { ApiError } from './api-error.js';

/** A parameter of a form; none where it is missing or empty, as Twilio reads it. */
export const parameter = (form: URLSearchParams, name: string): string | undefined =>
  form.get(name)?.trim() || undefined;

/** Refuses parameters that this stand-in would have to ignore: nothing is promised that is not done. */
export const refuseOthers = (form: URLSearchParams, accepted: readonly string[]): void => {
  const other = [...form.keys()].find((name) => !accepted.includes(name));
  if (other !== undefined)
    throw new ApiError(20001, `The parameter ${other} is not supported by this stand-in of Twilio`);
};

/** One of a few values; refused with 20001 if it is another one. */
export const onlyParameter = (
  form: URLSearchParams,
  name: string,
  values: readonly string[],
): string | undefined => {
  const value = parameter(form, name);
  if (value !== undefined && !values.includes(value))
    throw new ApiError(20001, `${name} ${value} is not supported by this stand-in of Twilio`);
  return value;
};

/** Whether callbacks can be sent there: an HTTP URL without a user and without a fragment. */
export const isCallbackUrl = (text: string): boolean => {
  if (text.length > 4000 || text.includes('#') || !URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && !hostname.includes('_') && username === '' && password === '';
};

/** An address to call back; refused with 21609 unless callbacks can be sent there. */
export const urlParameter = (form: URLSearchParams, name: string): string | undefined => {
  const url = parameter(form, name);
  if (url !== undefined && !isCallbackUrl(url))
    throw new ApiError(21609, `The '${name}' URL ${url} is not a valid URL.`);
  return url;
};

export type Method = 'GET' | 'POST';

/** POST unless the form names another method; refused with 21209 if that is neither GET nor POST. */
export const methodParameter = (form: URLSearchParams, name: string): Method => {
  const method = parameter(form, name)?.toUpperCase() ?? 'POST';
  if (method !== 'GET' && method !== 'POST')
    throw new ApiError(21209, `${name} must be GET or POST, not ${method}`);
  return method;
};

interface SecondsRule {
  readonly fallback: number;
  readonly max: number;
  readonly code: number;
}

/** Whole seconds from 1 to `max`; refused with `code` if they are anything else. */
export const secondsParameter = (form: URLSearchParams, name: string, rule: SecondsRule): number => {
  const text = parameter(form, name);
  if (text === undefined) return rule.fallback;
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (seconds < 1 || seconds > rule.max)
    throw new ApiError(rule.code, `${name} must be a number of seconds from 1 to ${rule.max}, not ${text}`);
  return seconds;
};
