import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { parse, serialize } from 'hono/utils/cookie';
import type { RequestContext } from '../trpc.ts';

const name = 'foyer_device';

/** As long as browsers keep a cookie at most; every sign-in renews it. In seconds. */
const lifeS = 400 * 86_400;

/** Accounts that a shared device is known for; the one not used for longest gives way. */
const mostAccounts = 5;

/**
 * Says that a device has signed in with an address before, so that others' guesses don't hold it up
 * (docs/decisions/0006-guesses.md). It signs nobody in. An identifier, then a seal for each address:
 * the address itself isn't in it.
 */
interface DeviceCookie {
	id: string;
	seals: string[];
}

const pattern = /^[0-9a-f]{20}(?:\.[\w-]{22}){1,5}$/;

type DeviceContext = Pick<RequestContext, 'config' | 'cookie'>;

function readCookie({ cookie }: DeviceContext): DeviceCookie | undefined {
	const value = cookie === null ? undefined : parse(cookie, name)[name];
	if (value === undefined || !pattern.test(value)) return undefined;
	const [id = '', ...seals] = value.split('.');
	return { id, seals };
}

/** 128 bits under the server's secret. */
const sealOf = ({ config }: DeviceContext, id: string, email: string): string =>
	createHmac('sha256', config.secret)
		.update(`device:${id}:${email}`)
		.digest()
		.subarray(0, 16)
		.toString('base64url');

const isSame = (a: string, b: string): boolean =>
	a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

/** The device's identifier, if it has signed in with this address before; null where it hasn't. */
export function knownDevice(context: DeviceContext, email: string): string | null {
	const cookie = readCookie(context);
	if (!cookie) return null;
	const own = sealOf(context, cookie.id, email);
	return cookie.seals.some((seal) => isSame(seal, own)) ? cookie.id : null;
}

/** The Set-Cookie value for a device that has just signed in with an address, in addition to those it is known for. */
export function deviceCookie(context: DeviceContext, email: string): string {
	const { id, seals } = readCookie(context) ?? { id: randomBytes(10).toString('hex'), seals: [] };
	const own = sealOf(context, id, email);
	const others = seals.filter((seal) => seal !== own).slice(0, mostAccounts - 1);
	return serialize(name, [id, own, ...others].join('.'), {
		// Asked for at sign-in alone: access links stay light.
		path: '/api/trpc',
		httpOnly: true,
		sameSite: 'Lax',
		secure: context.config.publicUrl.startsWith('https:'),
		maxAge: lifeS
	});
}
