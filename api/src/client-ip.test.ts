import { BlockList } from 'node:net';
import { expect, test } from 'vitest';
import { clientIp, networkOf, siteOf } from './client-ip.ts';

const trusted = new BlockList();
trusted.addSubnet('10.0.0.0', 8, 'ipv4');
trusted.addAddress('fd00::1', 'ipv6');

test.each([
	['203.0.113.9', null, '203.0.113.9'],
	['::ffff:203.0.113.9', null, '203.0.113.9'],
	['fe80::1%eth0', null, 'fe80::1'],
	[undefined, null, 'unknown'],
	// A client's own header counts for nothing.
	['203.0.113.9', '198.51.100.1', '203.0.113.9'],
	['203.0.113.9', '10.0.0.1', '203.0.113.9'],
	['10.0.0.1', '198.51.100.1', '198.51.100.1'],
	['::ffff:10.0.0.1', '198.51.100.1', '198.51.100.1'],
	['fd00::1', '2001:db8::7', '2001:db8::7'],
	// Of what the header says, only what trusted proxies added is believed.
	['10.0.0.1', '1.1.1.1, 198.51.100.1', '198.51.100.1'],
	['10.0.0.1', '1.1.1.1, 198.51.100.1, 10.2.3.4', '198.51.100.1'],
	['10.0.0.1', '10.9.9.9, 10.2.3.4', '10.9.9.9'],
	['10.0.0.1', '198.51.100.1, nonsense', '10.0.0.1'],
	['10.0.0.1', '', '10.0.0.1'],
	['10.0.0.1', '198.51.100.1:4711', '198.51.100.1'],
	['10.0.0.1', '[2001:db8::7]:4711', '2001:db8::7']
])('connection from %s with X-Forwarded-For %s is %s', (remote, header, expected) => {
	expect(clientIp(remote, header, trusted)).toBe(expected);
});

test.each([
	['203.0.113.9', '203.0.113.9'],
	['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
	['2001:db8::7', '2001:db8:0:0::/64'],
	['2001:0db8:0:0:ffff::1', '2001:db8:0:0::/64'],
	['::1', '0:0:0:0::/64'],
	['unknown', 'unknown']
])('%s is throttled as %s', (ip, expected) => {
	expect(networkOf(ip)).toBe(expected);
});

test.each([
	['203.0.113.9', '203.0.113.0/24'],
	['2001:db8:1:2:3:4:5:6', '2001:db8:1::/48'],
	['2001:db8::7', '2001:db8:0::/48'],
	['::1', '0:0:0::/48'],
	['unknown', 'unknown']
])('%s is at the site %s', (ip, expected) => {
	expect(siteOf(ip)).toBe(expected);
});
