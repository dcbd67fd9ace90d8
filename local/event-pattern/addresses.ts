import { BlockList, isIP } from 'node:net';
import type { Test } from './test-of-leaf.ts';
import { onText } from './test-of-leaf.ts';

/** An address without a zone: one with it is a text like others. */
const isAddress = (value: string): boolean => isIP(value) !== 0 && !value.includes('%');

const family = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** `address/bits`: every address of the network that the address lies in. */
export function cidr(argument: unknown): Test {
  if (typeof argument !== 'string') throw new Error('prefix match pattern must be a string');
  const [address = '', bits, ...more] = argument.split('/');
  if (bits === undefined || more.length > 0) throw new Error("Malformed CIDR, one '/' required");
  if (!/^[+-]?\d+$/.test(bits)) throw new Error('Malformed CIDR, mask bits must be an integer');
  if (Number(bits) < 0) throw new Error('Malformed CIDR, mask bits must not be negative');
  if (!isAddress(address)) throw new Error(`Nonstandard IP address: ${address}`);
  const most = family(address) === 'ipv4' ? 32 : 128;
  if (Number(bits) >= most)
    throw new Error(`${family(address) === 'ipv4' ? 'IPv4' : 'IPv6'} mask bits must be < ${most}`);
  return within(address, Number(bits));
}

/** A text that is an address matches it in every way to write it (aws/event-ruler compares addresses as numbers). */
export const sameAddress = (address: string): Test | undefined =>
  !isAddress(address) ? undefined : within(address, family(address) === 'ipv4' ? 32 : 128);

function within(address: string, bits: number): Test {
  const network = new BlockList();
  network.addSubnet(address, bits, family(address));
  return onText((leaf) => isAddress(leaf) && network.check(leaf, family(leaf)));
}
