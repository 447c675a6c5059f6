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
export function networkOf(ip: string): string {
	if (!isIPv6(ip)) return ip;
	const [head = '', tail] = ip.split('::');
	const left = head === '' ? [] : head.split(':');
	const right = tail === undefined || tail === '' ? [] : tail.split(':');
	const zeros = tail === undefined ? [] : Array<string>(8 - left.length - right.length).fill('0');
	const groups = [...left, ...zeros, ...right]
		.slice(0, 4)
		.map((group) => parseInt(group, 16).toString(16));
	return `${groups.join(':')}::/64`;
}
