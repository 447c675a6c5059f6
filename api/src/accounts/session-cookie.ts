import { parse, serialize } from 'hono/utils/cookie';
import type { Config } from '../config.ts';

const name = 'foyer_session';

/** The longest life of a session, whatever its use: 180 days, in ms. */
export const sessionLifeMs = 180 * 86_400_000;

/** The session's token in a Cookie header. */
export const tokenOf = (cookieHeader: string | null | undefined): string | undefined =>
	cookieHeader ? parse(cookieHeader, name)[name] : undefined;

/** The Set-Cookie value that hands out a session. */
export const sessionCookie = (config: Pick<Config, 'publicUrl'>, token: string): string =>
	cookie(config, token, sessionLifeMs / 1000);

/** The Set-Cookie value that takes it back. */
export const endedCookie = (config: Pick<Config, 'publicUrl'>): string => cookie(config, '', 0);

const cookie = ({ publicUrl }: Pick<Config, 'publicUrl'>, value: string, maxAge: number): string =>
	serialize(name, value, {
		path: '/',
		httpOnly: true,
		sameSite: 'Lax',
		secure: publicUrl.startsWith('https:'),
		maxAge
	});
