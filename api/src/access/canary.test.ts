import { expect, test } from 'vitest';
import type { Context } from '../context.ts';
import { startJobs } from '../jobs/jobs.ts';
import { openLog } from '../log.ts';
import { makeInvited } from '../testing/access.ts';
import { openTestContext } from '../testing/context.ts';
import { reply, startSmtpServer } from '../testing/mail.ts';
import { post, serveForTest, visit } from '../testing/served.ts';
import { until } from '../testing/until.ts';

const email = 'canary.7c3e@example.org';
const firstName = 'Canariette';
const lastName = 'Seventhree';
const password = 'a canary sings at 7c3e';

/** What must be found nowhere, however it is written. */
const formsOf = (secret: string) => [
	secret,
	encodeURIComponent(secret),
	encodeURIComponent(encodeURIComponent(secret)),
	Buffer.from(secret).toString('hex'),
	Buffer.from(secret).toString('base64').replace(/=+$/, '')
];

const holds = (text: string, secret: string) => formsOf(secret).some((form) => text.includes(form));

/** An event with one registrant, on a server whose log is kept. */
async function open() {
	const lines: string[] = [];
	const log = openLog('debug', { write: (line: string) => void lines.push(line) });
	// A mail server that says the address in its refusal.
	const smtp = await startSmtpServer({
		onRecipient: (address) => {
			throw reply(550, `no mailbox ${address} here`);
		}
	});
	const context: Context = { ...(await openTestContext({ smtpUrl: smtp.url })), log };
	const invited = await makeInvited(context, { opensByCode: true }, { email, firstName, lastName });
	const { origin } = await serveForTest(context);
	const answers: { asked: string; headers: string; status: number; body: string }[] = [];
	const note = async (asked: string, answer: Response) => {
		const headers = JSON.stringify([...answer.headers]);
		answers.push({ asked, headers, status: answer.status, body: await answer.text() });
	};
	return { context, ...invited, origin, lines, answers, note };
}

/** Asks for everything that takes an address, a key or a code, rightly and wrongly. */
async function askForEverything({
	origin,
	path,
	key,
	code,
	link,
	note
}: Awaited<ReturnType<typeof open>>): Promise<void> {
	const own = link(origin);
	const query = `email=${encodeURIComponent(email)}&key=${key}`;
	const gets = [
		own,
		own.replace('/live', '/l%69ve'),
		own.replace('/live?', '/live%3F'),
		`${origin}${path}/live?${query}&email=other`,
		`${origin}${path}/live/state?${query}`,
		`${origin}${path}/live/nothing?${query}`,
		`${origin}${path}/live/${key}/${email}`,
		`${origin}${path}?${query}`,
		`${origin}/${email}/${key}`,
		`${origin}/nobody/nothing/live?${query}`,
		`${origin}/app/${key}?${query}`,
		`${origin}/_app/${key}.js?${query}`,
		`${origin}/api/nothing?${query}`,
		`${origin}/healthz?${query}`,
		`${origin}/readyz?${query}`,
		`${origin}/api/trpc/${key}?input=${encodeURIComponent(JSON.stringify({ email, key }))}`,
		`${origin}/api/trpc/sync.pull?input=${encodeURIComponent(`{${email}`)}`,
		`${own}&key=${key}%00`,
		`${own}%zz`
	];
	for (const address of gets) {
		for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'PROPFIND'])
			await note(`${method} ${address}`, await visit(address, { referer: own }, method));
		await note(`prefetch ${address}`, await visit(address, { 'sec-purpose': 'prefetch' }));
		await note(`cookie ${address}`, await visit(address, { cookie: `foyer_session=${key}` }));
	}
	const forms = [
		['register', { firstName, lastName, email }],
		['register', { firstName, lastName, email: `${email} ` }],
		['register', { firstName, lastName, email: `${email}@` }],
		['link', { email }],
		['link', { email: `not ${email}` }],
		['code', { email, code }],
		['code', { email, code: String((Number(code) + 1) % 10_000).padStart(4, '0') }],
		['code', { email, code: key }],
		[key, { email, key }]
	] as const;
	for (const [what, fields] of forms) {
		await note(`POST ${what}`, await post(`${origin}${path}/${what}`, fields, { referer: own }));
		await note(
			`POST ${what} from elsewhere`,
			await post(`${origin}${path}/${what}`, fields, {
				'sec-fetch-site': 'cross-site',
				origin: `https://${key}.example`
			})
		);
	}
	await note('POST to the link', await post(own, { email, key }));
	for (const body of [JSON.stringify({ email, password }), `{"email":"${email}","key":${key}`]) {
		for (const procedure of ['accounts.signIn', 'accounts.forgotPassword', 'sync.push', email]) {
			await note(
				`call ${procedure}`,
				await fetch(`${origin}/api/trpc/${procedure}`, {
					method: 'POST',
					headers: {
						'content-type': 'application/json',
						origin: 'http://foyer.test',
						cookie: `foyer_session=${key}.${key}`
					},
					body
				})
			);
		}
	}
	await note(
		'a delivery report',
		await fetch(`${origin}/api/mail/delivery-reports`, {
			method: 'POST',
			headers: { authorization: `Bearer ${key}` },
			body: `Final-Recipient: rfc822;${email}\r\n${key}`
		})
	);
}

/** Every table of every schema, as text. */
async function readTables({ database }: Context): Promise<Map<string, string>> {
	const { rows } = await database.raw(
		`select schemaname || '.' || quote_ident(tablename) as name from pg_tables
		where schemaname not in ('pg_catalog', 'information_schema') order by 1`
	);
	const tables = new Map<string, string>();
	for (const { name } of rows as { name: string }[]) {
		const { rows: held } = await database.raw(`select t::text as row from ${name} t`);
		tables.set(name, (held as { row: string }[]).map(({ row }) => row).join('\n'));
	}
	return tables;
}

test('an access key is stored nowhere, and an address with its person alone', async () => {
	const opened = await open();
	const { context, key, registration } = opened;
	const jobs = await startJobs(context);
	await askForEverything(opened);
	await until(async () => {
		const { mailState } = await context.db
			.selectFrom('registrations')
			.select('mailState')
			.where('id', '=', registration.id)
			.executeTakeFirstOrThrow();
		expect(mailState).toBe('rejected');
	});
	await jobs.stop();
	const tables = await readTables(context);
	const holding = (secret: string) =>
		[...tables].filter(([, text]) => holds(text, secret)).map(([name]) => name);
	expect(tables.size).toBeGreaterThan(20);
	expect(holding(key)).toEqual([]);
	expect(holding(password)).toEqual([]);
	expect(holding(email)).toEqual(['public.people', 'public.registrations']);
	expect(holding(lastName)).toEqual(['public.people', 'public.registrations']);
});

test('no line of the log holds a key, an address, a name or a password, whatever is asked and whatever fails', async () => {
	const opened = await open();
	const { context, key, lines } = opened;
	const jobs = await startJobs(context);
	await askForEverything(opened);
	await jobs.stop();
	// Then without what each of them needs.
	for (const table of ['throttles', 'registrations', 'sessions', 'events', 'users'])
		await context.database.raw(`alter table ${table} rename to ${table}_gone`);
	await askForEverything(opened);
	for (const table of ['throttles', 'registrations', 'sessions', 'events', 'users'])
		await context.database.raw(`alter table ${table}_gone rename to ${table}`);
	const text = lines.join('');
	expect(text).toContain('does not exist');
	for (const secret of [key, email, firstName, lastName, password])
		expect(lines.filter((line) => holds(line, secret))).toEqual([]);
});

test('no answer leads elsewhere with a key or an address, nor may it be kept or told to others', async () => {
	const opened = await open();
	const { key, path, answers } = opened;
	await askForEverything(opened);
	for (const { asked, headers, status, body } of answers) {
		// Who gave address and code, or address and key, rightly is led to the link of their own.
		if ((asked === 'POST code' || asked === 'POST to the link') && status === 303) {
			expect(headers).toContain(`${path}/live`);
			expect(headers).toContain('"no-store"');
			continue;
		}
		expect([asked, holds(headers, key), holds(headers, email)]).toEqual([asked, false, false]);
		// What was asked for in vain isn't said again in a page, where it could be copied from.
		if (status >= 400 && headers.includes('text/html'))
			expect([asked, holds(body, key)]).toEqual([asked, false]);
		// Answers to other methods are kept by nobody.
		if (/^(GET|HEAD|prefetch|cookie) /.test(asked)) {
			const kept = asked.includes('/app/') ? '"no-cache"' : '"no-store"';
			expect([asked, headers]).toEqual([asked, expect.stringContaining(kept) as string]);
		}
	}
});
