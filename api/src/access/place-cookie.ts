import { createHash, randomBytes } from 'node:crypto';
import { parse, serialize } from 'hono/utils/cookie';
import type { Config } from '../config.ts';

const name = 'foyer_place';
const pattern = /^[\w-]{22}$/;

/** Long enough for an event of several days, and no longer than its links are of use. In seconds. */
const lifeS = 32 * 86_400;

/** A device at one event: its token, and the name that is stored of it. */
export interface PlaceDevice {
	token: string;
	device: string;
}

const deviceOf = (token: string): PlaceDevice => ({
	token,
	device: createHash('sha256').update(token).digest('base64url').slice(0, 22)
});

/** The device that a request comes from, if it has claimed a place at the event before. */
export function knownPlaceDevice(cookie: string | undefined): PlaceDevice | null {
	const token = cookie === undefined ? undefined : parse(cookie, name)[name];
	return token !== undefined && pattern.test(token) ? deviceOf(token) : null;
}

/** A device that comes for the first time. */
export const newPlaceDevice = (): PlaceDevice => deviceOf(randomBytes(16).toString('base64url'));

/** The Set-Cookie value that a device is known by, at one event's link alone. */
export const placeCookie = (
	{ publicUrl }: Pick<Config, 'publicUrl'>,
	eventPath: string,
	{ token }: PlaceDevice
): string =>
	serialize(name, token, {
		path: `${eventPath}/live`,
		httpOnly: true,
		sameSite: 'Lax',
		secure: publicUrl.startsWith('https:'),
		maxAge: lifeS
	});
