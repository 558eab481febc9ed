import { type Environment, environments } from '@pkg/core';
import { type Mirror, type MirrorOptions, mirror } from './mirror.js';

/**
 * Mirrors an exchange by the name of its environment, or by its URL.
 *
 * @throws {RangeError} if there is no environment with this name
 */
export function openMirror(target: string, options: MirrorOptions): Promise<Mirror> {
  return mirror(environmentOf(target), options);
}

function environmentOf(target: string): Environment {
  if (Object.hasOwn(environments, target)) return environments[target as keyof typeof environments];
  const [, secure, host] = /^http(s?):\/\/([^/?#@]+)\/?$/.exec(target) ?? [];
  if (host === undefined) {
    const names = Object.keys(environments).join(', ');
    throw new RangeError(`--mirror: expected ${names}, or a URL such as http://127.0.0.1:8080, got '${target}'`);
  }
  return {
    name: target,
    rest: `http${secure}://${host}`,
    streams: `ws${secure}://${host}`,
    wsApi: '',
    // The time of a simulated exchange may differ from real time by any amount.
    maxClockOffset: Number.POSITIVE_INFINITY,
  };
}
