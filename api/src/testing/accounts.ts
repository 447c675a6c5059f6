import type { Context } from '../context.ts';
import type { RequestContext } from '../trpc.ts';
import { hashPassword } from '../accounts/passwords.ts';
import { readSession } from '../accounts/sessions.writes.ts';
import { accountsRouter } from '../accounts/accounts.procedures.ts';
import { makeOrganisation } from './organisations.ts';
import { Rooms } from '../rooms/rooms.ts';

/** A browser as the server sees it: keeps its cookies from one call to the next. */
export interface TestBrowser {
	/** The session's. */
	cookie: string | undefined;
	/** What the device is known by. */
	deviceCookie: string | undefined;
	ip: string;
	/** The attributes of the last session's cookie that it got. */
	lastSetCookie: string | undefined;
	/** Calls the account procedures as one request would. */
	call<T>(
		run: (accounts: ReturnType<typeof accountsRouter.createCaller>) => Promise<T>
	): Promise<T>;
}

let addresses = 0;

/** A browser in a network of its own. */
export function openBrowser(context: Context): TestBrowser {
	addresses++;
	const browser: TestBrowser = {
		cookie: undefined,
		deviceCookie: undefined,
		ip: `100.${addresses >> 8}.${addresses & 255}.1`,
		lastSetCookie: undefined,
		async call(run) {
			const request = await requestOf(context, browser);
			const result = await run(accountsRouter.createCaller(request));
			const given = request.answerHeaders.getSetCookie();
			const named = (name: string) => given.findLast((one) => one.startsWith(`${name}=`));
			browser.lastSetCookie = named('foyer_session');
			browser.cookie = browser.lastSetCookie?.split(';')[0] ?? browser.cookie;
			browser.deviceCookie = named('foyer_device')?.split(';')[0] ?? browser.deviceCookie;
			return result;
		}
	};
	return browser;
}

async function requestOf(
	context: Context,
	{ cookie, deviceCookie, ip }: TestBrowser
): Promise<RequestContext> {
	const sent = [cookie, deviceCookie].filter((one) => one !== undefined).join('; ');
	return {
		...context,
		rooms: new Rooms(context),
		signedIn: await readSession(context, sent),
		ip,
		answerHeaders: new Headers(),
		acceptLanguage: 'fr',
		userAgent: 'Mozilla/5.0',
		cookie: sent,
		attached: null
	};
}

/** A host with an address and a password of their own. */
export async function makeHost(
	context: Context,
	email = 'ines@example.org',
	password = 'a long enough secret'
) {
	const { organisationId, host } = await makeOrganisation(context.db, 'maison-des-arts');
	const passwordHash = await hashPassword(password);
	await context.db
		.updateTable('users')
		.set({ email, name: 'Inès Moreau', passwordHash })
		.where('id', '=', host.userId)
		.execute();
	return { organisationId, userId: host.userId, email, password };
}
