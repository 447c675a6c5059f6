import type { Context } from '../context.ts';
import type { RequestContext } from '../trpc.ts';
import { hashPassword } from '../accounts/passwords.ts';
import { readSession } from '../accounts/sessions.writes.ts';
import { accountsRouter } from '../accounts/accounts.procedures.ts';
import { makeOrganisation } from './organisations.ts';

/** A browser as the server sees it: keeps its cookie from one call to the next. */
export interface TestBrowser {
	cookie: string | undefined;
	ip: string;
	/** The attributes of the last cookie that it got. */
	lastSetCookie: string | undefined;
	/** Calls the account procedures as one request would. */
	call<T>(
		run: (accounts: ReturnType<typeof accountsRouter.createCaller>) => Promise<T>
	): Promise<T>;
}

let addresses = 0;

/** A browser with a network address of its own. */
export function openBrowser(context: Context): TestBrowser {
	addresses++;
	const browser: TestBrowser = {
		cookie: undefined,
		ip: `198.51.${addresses >> 8}.${addresses & 255}`,
		lastSetCookie: undefined,
		async call(run) {
			const request = await requestOf(context, browser);
			const result = await run(accountsRouter.createCaller(request));
			browser.lastSetCookie = request.answerHeaders.getSetCookie().at(-1);
			if (browser.lastSetCookie !== undefined) browser.cookie = browser.lastSetCookie.split(';')[0];
			return result;
		}
	};
	return browser;
}

async function requestOf(context: Context, { cookie, ip }: TestBrowser): Promise<RequestContext> {
	const signedIn = await readSession(context, cookie);
	return { ...context, signedIn, ip, answerHeaders: new Headers(), acceptLanguage: 'fr' };
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
