import { describe, expect, it } from 'vitest';
import { checkUrl, createAddressCheck } from '../../../runtime/gateways/checked-agent.js';

describe('a URL', () => {
  const mayReach = createAddressCheck(['10.1.0.0/16']);

  it.each([
    'https://shop.example/',
    'http://93.184.215.14/',
    'http://[2606:2800:21f::1]/',
    'http://10.1.2.3/',
  ])('may be asked: %s', (url) => {
    expect(() => checkUrl(url, mayReach)).not.toThrow();
  });

  it.each([
    ['http://10.2.0.1/', 'The address 10.2.0.1 is not public.'],
    ['http://[::1]:80/', 'The address ::1 is not public.'],
    ['http://ann:secret@shop.example/', 'The URL holds a password.'],
    ['http://ann@shop.example/', 'The URL holds a password.'],
    ['http://:secret@shop.example/', 'The URL holds a password.'],
    ['shop.example', 'Invalid URL'],
  ])('may not be asked: %s', (url, words) => {
    expect(() => checkUrl(url, mayReach)).toThrow(words);
  });
});
