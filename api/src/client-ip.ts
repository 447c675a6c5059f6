import { isIP, isIPv4, isIPv6, type BlockList } from 'node:net';

/**
 * The client's address: the connection's, or, where a trusted proxy connected, the nearest address in
 * `X-Forwarded-For` that no trusted proxy has. What a client itself wrote there is never reached.
 */
export function clientIp(
	remoteAddress: string | undefined,
	forwardedFor: string | null | undefined,
	trusted: BlockList
): string {
	let nearest = plainAddress(remoteAddress ?? '') ?? 'unknown';
	const hops = (forwardedFor ?? '').split(',').reverse();
	for (const hop of hops) {
		if (!isTrusted(nearest, trusted)) break;
		const address = plainAddress(hop);
		if (address === undefined) break;
		nearest = address;
	}
	return nearest;
}

function isTrusted(address: string, trusted: BlockList): boolean {
	if (isIPv4(address)) return trusted.check(address, 'ipv4');
	return isIPv6(address) && trusted.check(address, 'ipv6');
}

/** Without port, brackets, zone, or the IPv6 form of an IPv4 address; undefined where it is no address. */
function plainAddress(text: string): string | undefined {
	const trimmed = text.trim().toLowerCase();
	const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(trimmed)?.[1];
	const withPort = /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(trimmed)?.[1];
	const address = (bracketed ?? withPort ?? trimmed)
		.replace(/%.*$/, '')
		.replace(/^::ffff:(?=\d+\.)/, '');
	return isIP(address) === 0 ? undefined : address;
}

/** Who counts as one for throttling: an IPv4 address, or the /64 network that one IPv6 line has. */
export const networkOf = (ip: string): string => (isIPv6(ip) ? `${prefixOf(ip, 4)}::/64` : ip);

/** What one person may have many networks of: an IPv4 /24, an IPv6 /48. */
export function siteOf(ip: string): string {
	if (isIPv4(ip)) return `${ip.slice(0, ip.lastIndexOf('.'))}.0/24`;
	return isIPv6(ip) ? `${prefixOf(ip, 3)}::/48` : ip;
}

/** The first groups of an IPv6 address. */
function prefixOf(ip: string, groups: number): string {
	const [head = '', tail] = ip.split('::');
	const left = head === '' ? [] : head.split(':');
	const right = tail === undefined || tail === '' ? [] : tail.split(':');
	const zeros = tail === undefined ? [] : Array<string>(8 - left.length - right.length).fill('0');
	return [...left, ...zeros, ...right]
		.slice(0, groups)
		.map((group) => parseInt(group, 16).toString(16))
		.join(':');
}
